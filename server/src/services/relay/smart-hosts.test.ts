import assert from 'node:assert/strict';
import { databaseFor, onBothEngines } from '../../../../test/support/both-engines.ts';
import { openRelayPlace, placesStandOn, type RelayPlace } from './relay-place.fixture.ts';
import { type Sink, type SinkOptions, startSink } from './sink-server.fixture.ts';

placesStandOn(databaseFor);

const minute = 60_000;

interface Ending {
  after(work: () => Promise<void>): void;
}

async function sinks(t: Ending, ...options: readonly SinkOptions[]): Promise<readonly Sink[]> {
  const all = await Promise.all(options.map((one) => startSink(one)));
  for (const sink of all) t.after(() => sink.close());
  return all;
}

const through = (place: RelayPlace, hosts: readonly string[]) =>
  place.connect(25, { DNSRoutingEnabled: false, SmartHosts: hosts });
const at = ({ port }: Sink): string => `127.0.0.1:${port}`;

/** Messages one after the other, each by a connection of its own. */
async function send(place: RelayPlace, count: number): Promise<void> {
  for (let sent = 0; sent < count; sent += 1) {
    await place.send(['x@a.test']);
    await place.relay.idle();
  }
}

onBothEngines('the smart hosts of a connector share its connections', async (t) => {
  const hosts = await sinks(t, {}, {}, {});
  const place = await openRelayPlace(t, {});
  await through(place, hosts.map(at));
  await send(place, 6);
  assert.deepEqual(
    hosts.map(({ messages }) => messages.length),
    [2, 2, 2],
  );
});

onBothEngines(
  'where one takes no mail the next one does, and the one that failed is not the first again',
  async (t) => {
    let isBusy = true;
    const answer: SinkOptions['answer'] = (command) => (command === '' && isBusy ? '421 4.3.2 not now' : null);
    const [busy, ready] = await sinks(t, { answer }, {});
    assert.ok(busy && ready);
    const place = await openRelayPlace(t, {});
    await through(place, [at(busy), at(ready)]);
    await send(place, 4);
    assert.equal(ready.messages.length, 4);
    assert.equal(busy.connections, 1);
    isBusy = false;
    await place.later(6 * minute);
    await send(place, 2);
    assert.equal(busy.messages.length, 1);
    assert.equal(ready.messages.length, 5);
  },
);

onBothEngines('one that goes away in the middle of a message is not the first again', async (t) => {
  const [leaving, ready] = await sinks(t, { answer: (command) => (command === 'DATA' ? 'drop' : null) }, {});
  assert.ok(leaving && ready);
  const place = await openRelayPlace(t, {});
  await through(place, [at(leaving), at(ready)]);
  await send(place, 1);
  assert.equal(await place.waiting(), 1);
  await place.later(minute);
  assert.equal(ready.messages.length, 1);
  await send(place, 2);
  assert.equal(ready.messages.length, 3);
  assert.equal(leaving.connections, 1);
});

onBothEngines('LastError says what each smart host said, and a report does not call it a reply', async (t) => {
  const refusing = (reply: string): SinkOptions => ({ answer: (command) => (command === '' ? reply : null) });
  const [one, two] = await sinks(t, refusing('421 4.3.2 one is busy'), refusing('554 5.7.1 two knows you not'));
  assert.ok(one && two);
  const place = await openRelayPlace(t, { addresses: {} });
  const connector = await through(place, [at(one), 'nowhere.test', at(two)]);
  await send(place, 1);
  const lastError = (): string | null | undefined => place.queue.hop(`smart-host ${connector.Guid}`)?.lastError;
  assert.equal(
    lastError(),
    '451 4.4.0 Primary target IP address responded with: "127.0.0.1: 421 4.3.2 one is busy." Attempted failover to alternate host, but that did not succeed. ' +
      'Either there are no alternate hosts, or delivery failed to all alternate hosts. ' +
      `The last endpoint attempted was 127.0.0.1:${two.port}. ` +
      'Alternate hosts: 127.0.0.1: 554 5.7.1 two knows you not; the smart host nowhere.test is not in the DNS',
  );
  await place.later(5 * 60 * minute);
  const [notice = ''] = await place.mailbox('alice');
  assert.match(notice, /^Diagnostic-Code: x-relais; Primary target IP address responded with: "127\.0\.0\.1: /m);
});

onBothEngines('of a single smart host LastError says what it said', async (t) => {
  const [only] = await sinks(t, { answer: (command) => (command === '' ? '421 4.3.2 busy' : null) });
  assert.ok(only);
  const place = await openRelayPlace(t, {});
  const connector = await through(place, [at(only)]);
  await send(place, 1);
  assert.equal(place.queue.hop(`smart-host ${connector.Guid}`)?.lastError, '127.0.0.1: 421 4.3.2 busy');
});
