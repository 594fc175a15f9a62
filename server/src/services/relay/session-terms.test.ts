import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Credential, SecureText } from '@relais/management-contract';
import { openRelayPlace } from './relay-place.fixture.ts';
import { type SinkOptions, startSink } from './sink-server.fixture.ts';

/** A place that sends everything to one smart host, signed in as a user of it. */
async function toSmartHost(t: { after(work: () => Promise<void>): void }, options: SinkOptions) {
  const user = { name: 'relay', password: 'secret' };
  const remote = await startSink({ user, ...options });
  t.after(() => remote.close());
  const place = await openRelayPlace(t, { addresses: { 'smart.test': ['127.0.0.1'] } });
  const connector = await place.connect(remote.port, {
    SmartHosts: ['smart.test'],
    DNSRoutingEnabled: false,
    SmartHostAuthMechanism: 'BasicAuth',
    AuthenticationCredential: new Credential(user.name, new SecureText(user.password)),
  });
  return { remote, place, connector };
}

const domainsOf = (rcpt: readonly string[]): readonly string[] => [
  ...new Set(rcpt.map((line) => /@([^>]*)>/.exec(line)?.[1]?.toLowerCase() ?? '')),
];

for (const pipelining of [['PIPELINING'], []])
  test(`a host that takes two domains a session gets the others over further ones, at once (RFC 9422 §4.3)${pipelining.length > 0 ? ', pipelined' : ''}`, async (t) => {
    const { remote, place } = await toSmartHost(t, {
      offers: ['AUTH PLAIN', 'LIMITS RCPTDOMAINMAX=2', ...pipelining],
    });
    await place.send(['a@one.test', 'b@two.test', 'c@ONE.test', 'd@three.test', 'e@four.test', 'f@five.test']);
    await remote.received(3);
    await place.relay.idle();
    assert.equal(await place.waiting(), 0);
    assert.equal(remote.connections, 3);
    const perSession = new Map<number, Set<string>>();
    for (const { connection, rcpt } of remote.messages)
      for (const domain of domainsOf(rcpt))
        perSession.set(connection, (perSession.get(connection) ?? new Set()).add(domain));
    assert.deepEqual(
      [...perSession.values()].map((domains) => domains.size),
      [2, 2, 1],
    );
    assert.equal(remote.messages.flatMap(({ rcpt }) => rcpt).length, 6);
    // The count is of the session: a later message to another domain opens one of its own.
    await place.send(['g@one.test']);
    await place.send(['h@six.test']);
    await remote.received(5);
    assert.deepEqual(await place.tracking.search({ eventId: 'DEFER', limit: 10 }), []);
  });

test('what is beyond MAILMAX and RCPTMAX of a connection leaves over the next one at once (RFC 9422 §4)', async (t) => {
  const { remote, place } = await toSmartHost(t, { offers: ['AUTH PLAIN', 'LIMITS MAILMAX=2 RCPTMAX=1'] });
  await place.send(['a@one.test', 'b@one.test', 'c@one.test', 'd@one.test', 'e@one.test']);
  await remote.received(5);
  await place.relay.idle();
  assert.deepEqual(
    remote.messages.map(({ connection }) => connection),
    [1, 1, 2, 2, 3],
  );
  assert.equal(await place.waiting(), 0);
});

test('a smart host that we signed in to hears AUTH=<> (RFC 4954 §5)', async (t) => {
  const { remote, place } = await toSmartHost(t, { offers: ['AUTH PLAIN'] });
  await place.send(['a@one.test'], { authenticatedAs: 'alice@example.test' });
  await remote.received(1);
  assert.equal(remote.messages[0]?.mail, 'MAIL FROM:<alice@example.test> AUTH=<>');
});

for (const refusal of ['501 5.5.4 Syntax', '503 5.5.1 Bad', '504 Not taken', '555 5.5.4 Unsupported'])
  for (const offers of [['AUTH PLAIN'], ['AUTH PLAIN', 'PIPELINING']])
    test(`one that says ${refusal} to it hears it no more (${offers.join(', ')})`, async (t) => {
      let isRefused = false;
      const { remote, place } = await toSmartHost(t, {
        offers,
        answer(command) {
          if (command.startsWith('MAIL')) isRefused = command.includes('AUTH=');
          if (!isRefused || !/^(MAIL|RCPT|DATA)/.test(command)) return null;
          return command.startsWith('MAIL') ? refusal : '503 5.5.1 MAIL first';
        },
      });
      await place.send(['a@one.test', 'b@one.test']);
      await remote.received(1);
      await place.send(['c@one.test']);
      await remote.received(2);
      await place.relay.idle();
      assert.deepEqual(
        remote.messages.map(({ mail, rcpt }) => [mail, rcpt.length]),
        [
          ['MAIL FROM:<alice@example.test>', 2],
          ['MAIL FROM:<alice@example.test>', 1],
        ],
      );
      assert.deepEqual(await place.mailbox('alice'), []);
    });

test('a sender whom such a host refuses is refused all the same', async (t) => {
  const { remote, place } = await toSmartHost(t, {
    offers: ['AUTH PLAIN'],
    answer: (command) => (command.startsWith('MAIL') ? '501 5.1.7 No such sender' : null),
  });
  await place.send(['a@one.test']);
  await place.relay.idle();
  assert.equal(remote.commands.filter((command) => command.startsWith('MAIL')).length, 2);
  assert.match((await place.mailbox('alice')).join(), /Status: 5\.1\.7/);
});
