import assert from 'node:assert/strict';
import { databaseFor, onBothEngines } from '../../../../test/support/both-engines.ts';
import { dkimKey } from './dkim-key.fixture.ts';
import { openRelayPlace, placesStandOn } from './relay-place.fixture.ts';
import { startSink } from './sink-server.fixture.ts';

placesStandOn(databaseFor);

const zone = { mx: { 'a.test': [[10, 'mx.a.test']] }, addresses: { 'mx.a.test': ['127.0.0.1'] } } as const;
const { key } = dkimKey();
const ours = [
  'X-MS-Exchange-Organization-SCL: 9\r\n',
  'x-ms-exchange-organization-AuthAs:\r\n Internal\r\n',
  'X-MS-Exchange-Forest-RulesExecuted: mx\r\n',
];
const others = [
  'Received: from a by b\r\n',
  'X-MS-Exchange-OrganizationScl: stays\r\n',
  'X-MS-Has-Attach: yes\r\n',
  'From: <alice@example.test>\r\n',
  'Subject: hello\r\n X-MS-Exchange-Organization-Folded: stays\r\n',
];

for (const [what, offers, body] of [
  ['as it is', ['PIPELINING', '8BITMIME', 'SIZE 9000000'], 'X-MS-Exchange-Organization-SCL: in the body\r\n'],
  ['in seven bits', ['PIPELINING', 'SIZE 9000000'], 'Été\r\n'],
  ['over pieces', ['PIPELINING', '8BITMIME', 'SIZE 9000000'], 'line of a long text\r\n'.repeat(40_000)],
] as const)
  onBothEngines(`fields between servers of ours do not leave, and the rest goes whole, ${what}`, async (t) => {
    const remote = await startSink({ offers: [...offers] });
    t.after(() => remote.close());
    const place = await openRelayPlace(t, zone, { dkim: { list: () => [key] } });
    await place.connect(remote.port);
    const mime = 'MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n';
    const [first = '', ...rest] = ours;
    await place.send(
      ['x@a.test'],
      { authenticatedAs: 'alice@example.test' },
      `${first}${others.join(rest.join(''))}${mime}\r\n${body}`,
    );
    await place.relay.idle();
    const [message] = remote.messages;
    const text = message?.data ?? '';
    const end = text.indexOf('\r\n\r\n');
    const header = text.slice(0, end + 2);
    for (const field of ours) assert.ok(!header.includes(field), field);
    for (const field of others) assert.ok(header.includes(field), field);
    // A signature over what is cut afterwards would be none.
    assert.match(header, /^DKIM-Signature:/);
    if (what === 'in seven bits') assert.match(text.slice(end + 4), /^w4l0w6k/);
    else assert.ok(text.slice(end + 4) === body, `a body of ${text.length - end - 4} bytes, not of ${body.length}`);
  });
