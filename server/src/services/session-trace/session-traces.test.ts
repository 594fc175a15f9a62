import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ManualClock } from '../../platform/clock/manual-clock.ts';
import { type ProtocolLogSession, silentProtocolLog } from '../../platform/protocol-log/protocol-log.ts';
import type { LiveSession } from '../admission/live-sessions.ts';
import { readTrace, type TraceLine } from './read-trace.ts';
import { SessionTraces } from './session-traces.ts';

const ends = { local: { address: '127.0.0.1', port: 143 }, remote: { address: '::1', port: 5000 } };

function sessionOf(traces: SessionTraces, id: string): { log: ProtocolLogSession; signIn(accountId: string): void } {
  const live = { id, protocol: 'IMAP4', accountId: null as string | null };
  const log = traces.tee(silentProtocolLog.session(id, ends), ends, () => live as LiveSession);
  return { log, signIn: (accountId) => void (live.accountId = accountId) };
}

async function linesOf(path: string): Promise<TraceLine[]> {
  const lines = [];
  for await (const line of readTrace(path)) lines.push(line);
  return lines;
}

async function opened(t: { after(work: () => Promise<void>): void }) {
  const directory = await mkdtemp(join(tmpdir(), 'relais-trace-'));
  t.after(() => rm(directory, { recursive: true }));
  const clock = new ManualClock();
  const traces = new SessionTraces(clock);
  const start = (accountId: string, mostBytes = 100_000) =>
    traces.start({ accountId, directory, durationMs: 60_000, mostBytes });
  return { clock, traces, start };
}

test('lines of before the sign-in are there, quotes and commas come back, and others are left out', async (t) => {
  const { traces, start } = await opened(t);
  const { path } = await start('alice');
  const [hers, his] = [sessionOf(traces, 'c1'), sessionOf(traces, 'c2')];
  his.log.connect();
  hers.log.connect();
  hers.log.received('LOGIN', 'alice secret');
  hers.signIn('alice');
  his.signIn('bob');
  his.log.sent('not this');
  hers.log.sent('a OK "done", all\r\n');
  await traces.find('alice');
  assert.deepEqual(
    (await linesOf(path)).map(({ sessionId, event, data, remote }) => [sessionId, event, data, remote]),
    [
      ['c1', '+', '', '[::1]:5000'],
      ['c1', '<', 'LOGIN alice ****', '[::1]:5000'],
      ['c1', '>', 'a OK "done", all', '[::1]:5000'],
    ],
  );
});

test('a trace ends when its file is full, and the file is not larger than that', async (t) => {
  const { traces, start } = await opened(t);
  const { path } = await start('alice', 2000);
  const { log, signIn } = sessionOf(traces, 'c1');
  signIn('alice');
  for (let count = 0; count < 100; count += 1) log.sent('x'.repeat(100));
  const trace = await traces.find('alice');
  assert.equal(trace?.state, 'Full');
  assert.ok(trace.size <= 2000);
  const lines = await linesOf(path);
  assert.ok(lines.length > 5 && lines.length < 20);
  assert.ok(lines.every(({ data }) => data.length === 100));
});

test('a trace ends with its time, and a new one replaces its lines', async (t) => {
  const { clock, traces, start } = await opened(t);
  const { path } = await start('alice');
  const { log, signIn } = sessionOf(traces, 'c1');
  signIn('alice');
  log.sent('first');
  clock.advance(60_000);
  log.sent('too late');
  assert.equal((await traces.find('alice'))?.state, 'Ended');
  assert.deepEqual(
    (await linesOf(path)).map(({ data }) => data),
    ['first'],
  );
  await start('alice');
  log.sent('anew');
  assert.equal((await traces.stop('alice'))?.state, 'Ended');
  assert.deepEqual(
    (await linesOf(path)).map(({ data }) => data),
    ['anew'],
  );
});
