import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Credential, SecureText } from '@relais/management-contract';
import { transportServiceSettings } from '../../domain/configuration/transport-service-settings.ts';
import { ManualClock } from '../../platform/clock/manual-clock.ts';
import { silentLog } from '../../platform/log/silent-log.ts';
import { OutboundLogs } from './outbound-logs.ts';
import { openRelayPlace } from './relay-place.fixture.ts';
import { retryDelayMs } from './retry-delay.ts';
import { startSink } from './sink-server.fixture.ts';

const server = { serverName: 'CAS01', fqdn: 'cas01.test', dataDirectory: '/d', bindAddress: null, portOffset: 0 };
const zone = { mx: { 'a.test': [[10, 'mx.a.test'] as const] }, addresses: { 'mx.a.test': ['127.0.0.1'] } };

async function logsIn(folder: string, change: Partial<ReturnType<typeof transportServiceSettings.defaults>> = {}) {
  const settings = {
    ...transportServiceSettings.defaults(server),
    SendProtocolLogPath: join(folder, 'send'),
    ConnectivityLogPath: join(folder, 'connectivity'),
    ...change,
  };
  return new OutboundLogs({
    settings: () => settings,
    serverName: 'CAS01',
    dataDirectory: folder,
    clock: new ManualClock(),
    log: silentLog,
  });
}

const textsIn = async (folder: string): Promise<string> =>
  (await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')))).join('');

test('intervals between attempts: the first two are short at most, then the settings count', () => {
  const intervals = { firstMs: 300_000, count: 4, thenMs: 600_000 };
  const waits = [1, 2, 3, 4, 5, 6].map((attempts) => retryDelayMs(attempts, () => 0.5, intervals) / 60_000);
  assert.deepEqual(waits, [1, 2, 5, 5, 10, 10]);
  const quick = { firstMs: 30_000, count: 0, thenMs: 5000 };
  assert.equal(
    retryDelayMs(1, () => 0.5, quick),
    5000,
    'a count of 0 leaves only the last interval',
  );
});

test('what is said to another server is logged for a Verbose connector, without the password', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'relais-outbound-logs-'));
  t.after(() => rm(folder, { recursive: true }));
  const sink = await startSink({
    offers: ['AUTH PLAIN', 'ENHANCEDSTATUSCODES'],
    user: { name: 'relay', password: 'very-secret' },
  });
  t.after(() => sink.close());
  const logs = await logsIn(folder);
  const place = await openRelayPlace(t, zone, { logs });
  await place.connect(sink.port, {
    ProtocolLoggingLevel: 'Verbose',
    DNSRoutingEnabled: false,
    SmartHosts: ['[127.0.0.1]'],
    SmartHostAuthMechanism: 'BasicAuth',
    AuthenticationCredential: new Credential('relay', new SecureText('very-secret')),
  });
  await place.send(['x@a.test']);
  await place.relay.idle();
  assert.equal(await place.waiting(), 0);
  await logs.close();
  const send = await textsIn(join(folder, 'send'));
  assert.match(send, /#Log-type: SMTP Send Protocol Log/);
  assert.match(send, /,>,EHLO /);
  assert.match(send, /,>,AUTH \*\*\*\*/);
  assert.match(send, /,>,RCPT TO:<x@a\.test>/);
  assert.match(send, /,<,"?250/);
  assert.doesNotMatch(send, new RegExp(`very-secret|${Buffer.from('\0relay\0very-secret').toString('base64')}`));
  const connectivity = await textsIn(join(folder, 'connectivity'));
  assert.match(connectivity, /#Fields: date-time,session,source,Destination,direction,description\r\n/);
  const lines = connectivity.split('\r\n').filter((line) => line !== '' && !line.startsWith('#'));
  assert.deepEqual(
    lines.map((line) => line.split(',').slice(2).join()),
    [
      `SMTP,127.0.0.1,+,to ${sink.port}: 127.0.0.1:${sink.port}`,
      'SMTP,127.0.0.1,>,"connected, without TLS"',
      `SMTP,127.0.0.1,-,Messages: 1 Bytes: ${'Subject: Hello\r\nMessage-ID: <1@example.test>\r\n\r\nHi\r\n'.length}`,
    ],
  );
});

test('a host that cannot be reached stands in the connectivity log, and nothing does when it is off', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'relais-outbound-logs-'));
  t.after(() => rm(folder, { recursive: true }));
  const logs = await logsIn(folder);
  const place = await openRelayPlace(t, zone, { logs });
  await place.connect(1);
  await place.send(['x@a.test']);
  await place.relay.idle();
  await logs.close();
  assert.match(await textsIn(join(folder, 'connectivity')), /cannot connect to 127\.0\.0\.1/);
  assert.deepEqual(await readdir(folder), ['connectivity'], 'ProtocolLoggingLevel None logs no conversation');

  const silent = await logsIn(join(folder, 'off'), { ConnectivityLogEnabled: false });
  const other = await openRelayPlace(t, zone, { logs: silent });
  await other.connect(1);
  await other.send(['x@a.test']);
  await other.relay.idle();
  await silent.close();
  assert.deepEqual(await readdir(folder), ['connectivity']);
});
