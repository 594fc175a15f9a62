import assert from 'node:assert/strict';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { test } from 'node:test';
import { LineClient } from '../support/line-client.ts';
import { startServer } from '../support/server.ts';

// The command blocks of "Définir les limites de délai d’expiration de connexion pour IMAP4", in order, as printed there.
const block = {
  authenticated: 'Set -ImapSettings -Identity CAS01 -AuthenticatedConnectionTimeout TimeValue',
  unauthenticated: 'Set -ImapSettings -Identity CAS01 -PreAuthenticatedConnectionTimeout TimeValue',
  verification: 'Get-ImapSettings | format-list',
} as const;

const withValue = (line: string, value: string): string => line.replace('TimeValue', value);

test('the placeholder TimeValue is met with what belongs there, and changes nothing', async (t) => {
  const server = await startServer(t, { serverName: 'CAS01' });
  for (const line of [block.authenticated, block.unauthenticated]) {
    const said = await server.shell(line);
    assert.equal(said.exitCode, 1);
    assert.match(said.stderr, /TimeValue/);
    assert.match(said.stderr, /\d\d:\d\d:\d\d/, 'an example of a time span is given');
  }
  const { stdout } = await server.shell(block.verification);
  assert.match(stdout, /^AuthenticatedConnectionTimeout\s+: 00:30:00$/m);
  assert.match(stdout, /^PreAuthenticatedConnectionTimeout\s+: 00:01:00$/m);
});

test('the document’s procedure: before the restart the old limit holds, after it the new one, to the second', async (t) => {
  const server = await startServer(t, { serverName: 'CAS01', manualClock: true });
  const { alice } = server.users;
  const signIn = async (): Promise<LineClient> => {
    const client = await LineClient.connect(server.ports.imaps, { tls: true });
    await client.line();
    assert.match((await client.command('a', `LOGIN ${alice.address} ${alice.password}`)).at(-1) ?? '', /^a OK/);
    return client;
  };

  const set = await server.shell(withValue(block.authenticated, '00:05:00'));
  assert.equal(set.exitCode, 0, set.stderr);
  assert.match(set.stdout + set.stderr, /Set-ImapSettings/, 'the slip `Set -ImapSettings` is named');
  assert.match(
    set.stdout + set.stderr,
    /WARNING: Changes to IMAP4 settings will only take effect after all Microsoft Exchange IMAP4 services are restarted on server CAS01\./,
  );
  const setSecond = await server.shell(withValue(block.unauthenticated, '30'));
  assert.equal(setSecond.exitCode, 0, setSecond.stderr);

  // Configured, not yet effective: a session idle for the new limit stays.
  const before = await signIn();
  server.advance(5 * 60_000 + 1000);
  assert.match((await before.command('b', 'NOOP')).at(-1) ?? '', /^b OK/);

  const { stdout } = await server.shell(block.verification);
  assert.match(stdout, /^AuthenticatedConnectionTimeout\s+: 00:05:00$/m);
  assert.match(stdout, /^PreAuthenticatedConnectionTimeout\s+: 00:00:30$/m);

  const restarted = await server.shell('Restart-Service MSExchangeImap4');
  assert.equal(restarted.exitCode, 0, restarted.stderr);
  assert.match((await before.until(/BYE/))[0] ?? '', /^\* BYE /);

  const idle = await signIn();
  const working = await signIn();
  const idling = await signIn();
  idling.send('i IDLE\r\n');
  await idling.until(/^\+/);
  server.advance(4 * 60_000);
  assert.match((await working.command('c', 'NOOP')).at(-1) ?? '', /^c OK/);
  server.advance(59_000);
  assert.match((await working.command('d', 'NOOP')).at(-1) ?? '', /^d OK/);
  assert.equal(idle.isQuiet && idling.isQuiet, true, 'a second before the limit both are there');
  server.advance(1_000);
  assert.match((await idle.line()) ?? '', /^\* BYE /);
  assert.equal(await idle.line(), null);
  assert.match((await idling.line()) ?? '', /^\* BYE /);
  assert.match((await working.command('e', 'NOOP')).at(-1) ?? '', /^e OK/, 'the one that works is not closed');

  const stranger = await LineClient.connect(server.ports.imaps, { tls: true });
  await stranger.line();
  server.advance(29_000);
  assert.equal(stranger.isQuiet, true);
  server.advance(1_000);
  assert.match((await stranger.line()) ?? '', /^\* BYE /);
  assert.equal(await stranger.line(), null);
});

test('values outside the document’s ranges are refused with the parameter, the value and the range', async (t) => {
  const server = await startServer(t, { serverName: 'CAS01' });
  for (const [line, value] of [
    [block.authenticated, '00:00:29'],
    [block.authenticated, '1.00:00:01'],
    [block.unauthenticated, '00:00:29'],
    [block.unauthenticated, '01:00:01'],
  ] as const) {
    const said = await server.shell(withValue(line, value));
    assert.equal(said.exitCode, 1, `${value} was taken`);
    assert.ok(said.stderr.includes(value), said.stderr);
    assert.match(said.stderr, /AuthenticatedConnectionTimeout/);
    assert.match(said.stderr, /00:00:30/);
  }
  for (const [line, value] of [
    [block.authenticated, '00:00:30'],
    [block.authenticated, '1.00:00:00'],
    [block.unauthenticated, '00:00:30'],
    [block.unauthenticated, '01:00:00'],
  ] as const) {
    const said = await server.shell(withValue(line, value));
    assert.equal(said.exitCode, 0, `${value}: ${said.stderr}`);
  }
});

test('1,000 idle connections at once are all closed within a second of the limit, in real time', async (t) => {
  const server = await startServer(t, { serverName: 'CAS01' });
  assert.equal((await server.shell(withValue(block.unauthenticated, '00:00:30'))).exitCode, 0);
  assert.equal((await server.shell('Restart-Service MSExchangeImap4')).exitCode, 0);
  // Clients and server are one process: a turn of its loop that the machine holds up makes the close late by as much.
  const turns = monitorEventLoopDelay();
  turns.enable();
  const clients: { client: LineClient; beforeIt: number; since: number }[] = [];
  for (let batch = 0; batch < 10; batch += 1) {
    clients.push(
      ...(await Promise.all(
        Array.from({ length: 100 }, async () => {
          const beforeIt = performance.now();
          const client = await LineClient.connect(server.ports.imap);
          await client.line();
          return { client, beforeIt, since: performance.now() };
        }),
      )),
    );
  }
  const closed = await Promise.all(
    clients.map(async ({ client, beforeIt, since }) => {
      assert.match((await client.line(120_000)) ?? '', /^\* BYE /);
      assert.equal(await client.line(), null);
      // The server's time begins between the two.
      return { stood: performance.now() - beforeIt, late: performance.now() - since - 30_000 };
    }),
  );
  turns.disable();
  const heldUpMs = Math.max(0, turns.max / 1e6 - 50);
  const allowedMs = 1_000 + 10 * heldUpMs;
  const last = Math.max(...closed.map(({ late }) => late));
  assert.ok(last <= allowedMs, `the last was closed ${last} ms after the limit`);
  const first = Math.min(...closed.map(({ stood }) => stood));
  // Timers count in whole milliseconds.
  assert.ok(first >= 29_990, `the first was closed ${30_000 - first} ms before the limit`);
});
