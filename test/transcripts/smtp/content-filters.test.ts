import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { type TestContext, test } from 'node:test';
import { TimeSpan } from '@relais/management-contract';
import type { TransportSettings } from '../../../server/src/domain/configuration/transport-settings.ts';
import { startTestDns } from '../../../server/src/platform/dns/dns-server.fixture.ts';
import {
  milterAnswer,
  type MilterOptions,
  startMilter,
  type TestMilter,
} from '../../../server/src/services/content-filters/milter.fixture.ts';
import { milterSteps } from '../../../server/src/services/content-filters/milter-packets.ts';
import { SmtpClient } from './smtp-client.ts';
import { password, type SmtpServer, startSmtpServer } from './smtp-server.ts';

const stranger = '127.0.0.9';
const message =
  'Subject: Hello\r\n there\r\nX-Odd:  two spaces\r\nDate: Tue, 1 Dec 2026 09:00:00 +0000\r\n\r\nBody.\r\n.dot';

async function start(
  t: TestContext,
  filters: readonly (MilterOptions | string)[],
  transport: Partial<TransportSettings> = {},
): Promise<{ server: SmtpServer; milters: readonly TestMilter[] }> {
  const dns = await startTestDns({});
  const milters: TestMilter[] = [];
  const addresses: string[] = [];
  for (const filter of filters) {
    if (typeof filter === 'string') addresses.push(filter);
    else {
      const milter = await startMilter(filter);
      milters.push(milter);
      addresses.push(milter.address);
    }
  }
  const server = await startSmtpServer({
    resolver: dns.address,
    transport: { ContentFilters: addresses, ...transport },
  });
  t.after(async () => {
    await server.stop();
    await dns.stop();
    for (const milter of milters) await milter.stop();
  });
  return { server, milters };
}

async function send(server: SmtpServer, content = message, recipients = ['anna@example.test']): Promise<string> {
  const client = await SmtpClient.connect(server.ports.world, { from: stranger });
  await client.say('EHLO client.test');
  const reply = await client.send('ann@else.test', recipients, content);
  client.close();
  return reply;
}

/** At the end of the message only. */
const atEnd = (...answers: readonly Buffer[]): MilterOptions => ({
  answer: (step) => (step === 'E' ? answers : undefined),
});

test('a filter is told of a message as it came, and what it adds stands above it', async (t) => {
  const { server, milters } = await start(t, [
    atEnd(milterAnswer.progress, milterAnswer.add('X-Virus-Status', 'Clean'), milterAnswer.proceed),
    atEnd(milterAnswer.insert(0, 'X-Spam-Score', '0.1'), milterAnswer.accept),
  ]);
  assert.match(await send(server, message, ['anna@example.test', 'bob@example.test']), /^250 2\.6\.0 .*InternalId=/);
  const told = milters[0]?.told[0];
  assert.equal(told?.connect, [`[${stranger}]`, '4\u0000\u0000' + stranger, ''].join('\u0000'));
  assert.equal(told.helo, 'client.test');
  assert.equal(told.sender[0], '<ann@else.test>');
  assert.match(told.sender[1] ?? '', /^SIZE=\d+$/);
  assert.deepEqual(told.recipients, ['<anna@example.test>', '<bob@example.test>']);
  assert.deepEqual(told.fields.slice(0, 2), [
    ['Subject', 'Hello\n there'],
    ['X-Odd', ' two spaces'],
  ]);
  assert.equal(told.body, 'Body.\r\n.dot\r\n');
  assert.equal(told.steps.join(''), 'ODCHDMDRDRTLLLNBDEQ');
  assert.match(told.macros.get('i') ?? '', /^\d+$/);
  // The second sees what the first has added.
  assert.deepEqual(milters[1]?.told[0]?.fields[0], ['X-Virus-Status', 'Clean']);
  for (const alias of ['anna', 'bob']) {
    const [stored = ''] = await server.inbox(alias);
    const added = stored.indexOf(
      'X-Spam-Score: 0.1\r\nX-Virus-Status: Clean\r\nSubject: Hello\r\n there\r\nX-Odd:  two',
    );
    assert.ok(added > stored.indexOf('Received: '), stored);
    assert.ok(stored.endsWith('\r\n\r\nBody.\r\n.dot\r\n'), stored);
  }
});

test('what a filter refuses is refused in its words, and leaves a line in the tracking log', async (t) => {
  const { server } = await start(t, [
    {
      answer: (step, { fields, body }) => {
        const subject = fields.find(([name]) => name === 'Subject')?.[1] ?? '';
        if (step === 'R' && subject === '') return undefined;
        if (step === 'N' && subject === 'early') return milterAnswer.reject;
        if (step !== 'E') return undefined;
        if (subject === 'words') return milterAnswer.reply('554 5.7.7 Infected:\r\n554 Eicar-Test 100%%');
        if (subject === 'later') return milterAnswer.reply('451 4.7.1 Greylisted, come back');
        if (subject === 'defer') return milterAnswer.defer;
        if (subject === 'odd') return milterAnswer.reply('550');
        return body.includes('spam') ? milterAnswer.reject : undefined;
      },
    },
  ]);
  const of = (subject: string, body = 'x'): Promise<string> => send(server, `Subject: ${subject}\r\n\r\n${body}\r\n`);
  assert.equal(await of('early'), '550 5.7.1 Message rejected by Content Filtering');
  assert.equal(await of('x', 'spam'), '550 5.7.1 Message rejected by Content Filtering');
  assert.equal(await of('words'), '550 5.7.7 Infected: Eicar-Test 100%');
  assert.equal(await of('later'), '451 4.7.1 Greylisted, come back');
  assert.match(await of('defer'), /^451 4\.7\.1 /);
  assert.match(await of('odd'), /^550 5\.7\.1 /);
  assert.match(await of('fine'), /^250 /);
  assert.equal((await server.inbox('anna')).length, 1);
  // The reply does not wait for it.
  let failed = await server.tracking.search({ eventId: 'FAIL', limit: null });
  while (failed.length < 6) {
    await new Promise((resolve) => setImmediate(resolve));
    failed = await server.tracking.search({ eventId: 'FAIL', limit: null });
  }
  const words = failed.find(({ messageSubject }) => messageSubject === 'words');
  assert.deepEqual(words?.recipientStatus, ['5.7.7 Infected: Eicar-Test 100%']);
  assert.match(words?.sourceContext ?? '', /^content filter inet:127\.0\.0\.1:\d+: reject$/);
});

test('what is quarantined or called spam goes to Junk Email; what is discarded goes nowhere, and nobody is told', async (t) => {
  const { server } = await start(t, [
    {
      answer: (step, { fields }) => {
        const subject = fields.find(([name]) => name === 'Subject')?.[1];
        if (step !== 'E') return undefined;
        if (subject === 'held') return [milterAnswer.quarantine('looks odd'), milterAnswer.accept];
        if (subject === 'rspamd') return [milterAnswer.add('X-Spam', 'Yes'), milterAnswer.accept];
        if (subject === 'assassin')
          return [milterAnswer.add('X-Spam-Status', 'Yes, score=9.1 required=5.0\n\ttests=A,B'), milterAnswer.accept];
        return subject === 'gone'
          ? milterAnswer.discard
          : [milterAnswer.add('X-Spam-Status', 'No'), milterAnswer.accept];
      },
    },
  ]);
  for (const subject of ['held', 'rspamd', 'assassin', 'gone', 'fine'])
    assert.match(await send(server, `Subject: ${subject}\r\nX-Spam-Flag: YES\r\n\r\nx\r\n`), /^250 /);
  const subjectsIn = async (folder: string): Promise<readonly string[]> =>
    (await server.inbox('anna', folder)).map((text) => /^Subject: (.*?)\r$/m.exec(text)?.[1] ?? '');
  assert.deepEqual(await subjectsIn('Junk Email'), ['held', 'rspamd', 'assassin']);
  // A sender who calls his own mail spam is believed by the filter alone.
  assert.deepEqual(await subjectsIn('INBOX'), ['fine']);
});

test('a filter that changes and takes out fields leaves the rest, and cannot begin a body', async (t) => {
  const { server } = await start(t, [
    atEnd(
      milterAnswer.change(1, 'Subject', '[odd] Hello'),
      milterAnswer.change(1, 'x-odd', ''),
      milterAnswer.change(1, 'X-New', 'added'),
      milterAnswer.change(7, 'Subject', ''),
      milterAnswer.add('X-Bad', 'one\r\n\r\nBody: no\n\n\nlast'),
      milterAnswer.add('Bad Name', 'x'),
      milterAnswer.accept,
    ),
  ]);
  assert.match(await send(server), /^250 /);
  const [stored = ''] = await server.inbox('anna');
  const end = stored.indexOf('\r\n\r\n');
  const header = stored.slice(0, end + 2);
  assert.ok(
    header.endsWith(
      'X-New: added\r\nX-Bad: one\r\n\tBody: no\r\n\tlast\r\nSubject: [odd] Hello\r\nDate: Tue, 1 Dec 2026 09:00:00 +0000\r\n',
    ),
    header,
  );
  assert.equal(stored.slice(end + 4), 'Body.\r\n.dot\r\n');
});

test('a filter that gives another body has the next one see it, and a large one is kept aside in a file', async (t) => {
  const piece = 'ABCDEFGHIJ'.repeat(6000);
  const { server, milters } = await start(t, [
    atEnd(
      ...Array.from({ length: 20 }, () => milterAnswer.body(piece)),
      milterAnswer.body('\r\nend\r\n'),
      milterAnswer.proceed,
    ),
    {},
  ]);
  assert.match(await send(server), /^250 /);
  const whole = `${piece.repeat(20)}\r\nend\r\n`;
  assert.equal(milters[0]?.told[0]?.body, 'Body.\r\n.dot\r\n');
  assert.equal(milters[1]?.told[0]?.body, whole);
  const [stored = ''] = await server.inbox('anna');
  assert.ok(stored.endsWith(`09:00:00 +0000\r\n\r\n${whole}`));
});

test('steps that a filter does not want, or does not answer, are left out', async (t) => {
  const quiet = milterSteps.noConnect | milterSteps.noHelo | milterSteps.noRecipients | milterSteps.noData;
  const silent = milterSteps.silentMail | milterSteps.silentField | milterSteps.silentEndOfHeader;
  const { server, milters } = await start(t, [
    {
      steps: quiet | silent | milterSteps.maySkip,
      answer: (step) => {
        if (step === 'M' || step === 'L' || step === 'N') return [];
        return step === 'B' ? milterAnswer.skip : undefined;
      },
    },
    { version: 2, steps: milterSteps.noBody },
  ]);
  const large = `Subject: large\r\n\r\n${'0123456789\r\n'.repeat(200_000)}last`;
  assert.match(await send(server, large), /^250 /);
  assert.equal(milters[0]?.told[0]?.steps.join('').replaceAll('D', ''), 'OMLNBEQ');
  assert.equal(milters[0]?.told[0]?.body.length, 65_535);
  assert.equal(milters[1]?.told[0]?.steps.join('').replaceAll('D', ''), 'OCHMRTLNEQ');
  const [stored = ''] = await server.inbox('anna');
  assert.ok(stored.endsWith(`${large}\r\n`));
});

for (const [what, filter, transport] of [
  ['is not there', 'inet:127.0.0.1:1', {}],
  [
    'does not answer',
    { answer: (step: string) => (step === 'E' ? null : undefined) },
    { ContentFilterTimeout: new TimeSpan(300) },
  ],
  ['wants other recipients', atEnd(milterAnswer.body('half'), milterAnswer.recipient('<bob@example.test>')), {}],
  ['wants more than there is', { actions: 0x200 }, {}],
  ['speaks something else', { version: 1 }, {}],
  ['answers with what was not offered', atEnd(Buffer.from('\0\0\0\x01x')), {}],
  ['answers with more than there can be', atEnd(Buffer.from('\xff\xff\xff\xffh', 'latin1')), {}],
  ['answers half', atEnd(Buffer.from('\0\0\0\x04\0')), { ContentFilterTimeout: new TimeSpan(300) }],
] as const)
  test(`mail waits for a filter that ${what}, or goes on without it where the setting says so`, async (t) => {
    const mangling = {
      answer: (step: string) => (step === 'E' ? [milterAnswer.add('X-First', '1'), milterAnswer.accept] : undefined),
    };
    const waiting = await start(t, [mangling, filter], transport);
    assert.equal(await send(waiting.server), '451 4.3.0 The content filter does not answer; try again later');
    assert.deepEqual(await waiting.server.inbox('anna'), []);
    const going = await start(t, [mangling, filter], { ...transport, ContentFilterFailureAction: 'Accept' });
    assert.match(await send(going.server), /^250 /);
    const [stored = ''] = await going.server.inbox('anna');
    assert.match(stored, /\r\nX-First: 1\r\nSubject: Hello\r\n/);
  });

test('a filter that dies in the middle of a message leaves it to be sent again', async (t) => {
  const dying = createServer((socket) => socket.once('data', () => socket.destroy()));
  await new Promise<void>((resolve) => dying.listen(0, '127.0.0.1', resolve));
  t.after(() => dying.close());
  const { port } = dying.address() as { port: number };
  const { server } = await start(t, [`127.0.0.1:${port}`]);
  assert.match(await send(server), /^451 4\.3\.0 /);
});

test('users, internal servers and LMTP are not filtered, users where the setting says so', async (t) => {
  const refusing: MilterOptions = { answer: (step) => (step === 'E' ? milterAnswer.reject : undefined) };
  const submit = async (server: SmtpServer): Promise<string> => {
    const client = await SmtpClient.connect(server.ports.tls, { from: stranger, tls: true });
    await client.say('EHLO client.test');
    await client.say(`AUTH PLAIN ${Buffer.from(`\0anna@example.test\0${password}`).toString('base64')}`);
    const reply = await client.send('anna@example.test', ['bob@example.test'], 'From: anna@example.test\r\n\r\nx\r\n');
    client.close();
    return reply;
  };
  const incoming = await start(t, [refusing]);
  assert.match(await submit(incoming.server), /^250 /);
  const internal = await SmtpClient.connect(incoming.server.ports.world);
  await internal.say('EHLO relay.test');
  assert.match(await internal.send('a@else.test', ['anna@example.test'], 'Subject: x\r\n\r\nx\r\n'), /^250 /);
  internal.close();
  assert.match(await send(incoming.server), /^550 5\.7\.1 /);
  const all = await start(t, [refusing], { ContentFilterScope: 'All' });
  assert.match(await submit(all.server), /^550 5\.7\.1 /);
  assert.equal(all.milters[0]?.told[0]?.macros.get('{auth_authen}'), 'anna@example.test');
});
