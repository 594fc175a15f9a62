import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { systemClock } from '../../platform/clock/system-clock.ts';
import { silentLog } from '../../platform/log/silent-log.ts';
import { openEmbeddedEngine } from '../../storage/embedded/open-embedded-engine.ts';
import { openOutboundQueue } from './open-outbound-queue.ts';
import { openTrackingLog } from './open-tracking-log.ts';

const kills = 6;
const writer = new URL('queue-writer.fixture.ts', import.meta.url).pathname;

test(`over ${kills} SIGKILLs every queued message is there whole, or left with its report, and half of one never`, async (t) => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'relais-queue-'));
  t.after(() => rm(dataDirectory, { recursive: true }));
  const queued = new Map<number, number>();
  const settling = new Set<number>();
  const settled = new Set<number>();
  for (let round = 0; round < kills; round += 1) {
    const child = spawn(process.execPath, [writer, dataDirectory], { stdio: ['ignore', 'pipe', 'inherit'] });
    const until = queued.size + 10 + Math.floor(Math.random() * 40);
    // To the end of what it said: a promise in the pipe is a promise.
    for await (const line of createInterface({ input: child.stdout })) {
      const [word, id = '', size = ''] = line.split(' ');
      if (word === 'queued') queued.set(Number(id), Number(size));
      if (word === 'settling') settling.add(Number(id));
      if (word === 'settled') settled.add(Number(id));
      if (queued.size >= until && !child.killed) child.kill('SIGKILL');
    }
  }
  assert.ok(queued.size > kills * 10 && settled.size > 10);

  const engine = await openEmbeddedEngine({ dataDirectory, log: silentLog });
  t.after(() => engine.close());
  const parts = { scope: engine.system, clock: systemClock, server: 'CAS01' };
  const queue = await openOutboundQueue({
    ...parts,
    tracking: await openTrackingLog(parts),
    route: () => ({ domain: 'a.test', hop: { kind: 'smart-host', connector: 'c' } }),
  });
  const jobs = await queue.messages({ most: 100_000 });
  const waiting = new Map(jobs.map((job) => [job.message.id, job]));
  const reports = jobs.filter(({ message }) => message.source === 'DSN').length;
  for (const [id, size] of queued) {
    if (settled.has(id)) assert.equal(waiting.has(id), false, `${id} was settled and waits`);
    else if (!settling.has(id)) assert.equal(waiting.get(id)?.message.sizeBytes, size, `${id} was queued and is gone`);
  }
  const gone = [...settling].filter((id) => !waiting.has(id)).length;
  assert.equal(reports, gone, 'one report for each message that left');
  for (const { message, recipients } of jobs) {
    assert.equal(recipients.length, 1);
    let length = 0;
    for await (const chunk of queue.content(message.id)) length += chunk.length;
    assert.equal(length, Number(message.envelopeId), `content of ${message.id}`);
  }
  const orphans = await engine.system.read((reader) =>
    reader.all(
      'SELECT message_id FROM queued_content c WHERE NOT EXISTS (SELECT 1 FROM queued_message m WHERE m.message_id = c.message_id)',
    ),
  );
  assert.deepEqual(orphans, []);
});
