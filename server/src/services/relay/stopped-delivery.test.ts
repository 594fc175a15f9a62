import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { transportServiceSettings } from '../../domain/configuration/transport-service-settings.ts';
import { ManualClock } from '../../platform/clock/manual-clock.ts';
import { silentLog } from '../../platform/log/silent-log.ts';
import { OutboundLogs } from './outbound-logs.ts';
import { openRelayPlace } from './relay-place.fixture.ts';
import { startSink } from './sink-server.fixture.ts';

const server = { serverName: 'CAS01', fqdn: 'cas01.test', dataDirectory: '/d', bindAddress: null, portOffset: 0 };
const zone = { mx: { 'a.test': [[10, 'mx.a.test'] as const] }, addresses: { 'mx.a.test': ['127.0.0.1'] } };

// What the other side is asked last, and has not answered when this server stops.
for (const unanswered of ['', 'EHLO', 'MAIL', 'RCPT TO:<y', '.'])
  test(`a stop while ${unanswered || 'the greeting'} waits for its answer is nobody's failure`, async (t) => {
    const asked = Promise.withResolvers<void>();
    const remote = await startSink({
      answer(command) {
        if (!command.startsWith(unanswered)) return null;
        asked.resolve();
        return 'silence';
      },
    });
    t.after(() => remote.close());
    const folder = await mkdtemp(join(tmpdir(), 'relais-stopped-'));
    t.after(() => rm(folder, { recursive: true, force: true }));
    const settings = {
      ...transportServiceSettings.defaults(server),
      SendProtocolLogPath: join(folder, 'send'),
      ConnectivityLogPath: join(folder, 'connectivity'),
    };
    const clock = new ManualClock();
    const parts = { settings: () => settings, serverName: 'CAS01', dataDirectory: folder, clock, log: silentLog };
    const place = await openRelayPlace(t, zone, { logs: new OutboundLogs(parts) });
    const connector = await place.connect(remote.port, { ProtocolLoggingLevel: 'Verbose' });
    await place.send(['x@a.test', 'y@a.test']);
    await asked.promise;
    await place.relay.stop(0);
    const [file = ''] = await readdir(join(folder, 'send'));
    assert.match(await readFile(join(folder, 'send', file), 'utf8'), /this server is stopping/);
    const [job] = await place.queue.messages({ most: 10 });
    assert.deepEqual(
      job?.recipients.map(({ address, attempts, lastError }) => [address, attempts, lastError]),
      [
        ['x@a.test', 0, null],
        ['y@a.test', 0, null],
      ],
    );
    // So the next start takes it at once.
    const due = await place.queue.due(`dns ${connector.Guid} a.test`, place.clock.now(), 10, new Set());
    assert.equal(due[0]?.recipients.length, 2);
    assert.equal(place.queue.hop(`dns ${connector.Guid} a.test`)?.attempts, 0);
    const deferred = await place.tracking.search({ eventId: 'DEFER', limit: 10 });
    assert.deepEqual(deferred, []);
  });
