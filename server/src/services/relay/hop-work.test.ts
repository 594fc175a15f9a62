import assert from 'node:assert/strict';
import { databaseFor, onBothEngines } from '../../../../test/support/both-engines.ts';
import type { OutboundQueue } from '../../domain/queue/outbound-queue.ts';
import type { QueuedJob } from '../../domain/queue/queued-message.ts';
import { HopWork, readAgainAfterMs } from './hop-work.ts';
import { openRelayPlace, placesStandOn } from './relay-place.fixture.ts';
import { settleJob } from './settle-job.ts';

placesStandOn(databaseFor);

const hop = 'unreachable';
const nowhere = { remoteName: null, remoteAddress: null, connector: null };

/** The real queue, whose first answer is handed over only when the test says so, as by a database that is busy. */
function slow(queue: OutboundQueue): { queue: Pick<OutboundQueue, 'due'>; read: Promise<void>; handOver(): void } {
  const read = Promise.withResolvers<void>();
  const handOver = Promise.withResolvers<void>();
  let isFirst = true;
  return {
    read: read.promise,
    handOver: handOver.resolve,
    queue: {
      async due(nextHop, now, most, skip) {
        // What is in hand is left out when the answer is there, as the queue does it.
        const jobs = await queue.due(nextHop, now, most, new Set());
        if (isFirst && skip.size > 0) {
          isFirst = false;
          read.resolve();
          await handOver.promise;
        }
        return jobs.filter(({ message }) => !skip.has(message.id));
      },
    },
  };
}

onBothEngines('a message that left while the queue was being read is not taken a second time', async (t) => {
  const { queue, clock, ...place } = await openRelayPlace(t, {});
  const id = await place.send(['x@a.test']);
  const held = slow(queue);
  const work = new HopWork(hop, held.queue, clock);
  const job = await work.take();
  assert.equal(job?.message.id, id);
  work.lookAgain = true;
  const second = work.take();
  await held.read;
  await queue.settle({
    messageId: id,
    results: [{ number: 0, kind: 'sent', response: '250 ok' }],
    reports: [],
    events: [],
  });
  work.done(job);
  held.handOver();
  assert.equal(await second, null);
});

onBothEngines(
  'a message that comes while the queue is being read for one connection is found by the next',
  async (t) => {
    const { queue, clock, ...place } = await openRelayPlace(t, {});
    await place.send(['x@a.test']);
    const held = slow(queue);
    const work = new HopWork(hop, held.queue, clock);
    await work.take();
    work.lookAgain = true;
    const second = work.take();
    await held.read;
    const id = await place.send(['y@a.test']);
    work.lookAgain = true;
    const third = work.take();
    held.handOver();
    assert.deepEqual(
      [await second, await third].map((job) => job?.message.id ?? null),
      [id, null],
    );
  },
);

onBothEngines('what an administrator suspends while the queue is being read is not taken', async (t) => {
  const { queue, clock, ...place } = await openRelayPlace(t, {});
  await place.send(['x@a.test']);
  const held = slow(queue);
  const work = new HopWork(hop, held.queue, clock);
  await work.take();
  const id = await place.send(['y@a.test']);
  work.lookAgain = true;
  const second = work.take();
  await held.read;
  await queue.suspendMessages([id], true);
  work.forget();
  held.handOver();
  assert.equal(await second, null);
});

onBothEngines('what expires after it was read is not taken', async (t) => {
  const { queue, clock, ...place } = await openRelayPlace(t, {});
  await place.send(['x@a.test']);
  await place.send(['y@a.test'], { deliverBy: { time: clock.now() + 1000, mode: 'R' } });
  const work = new HopWork(hop, queue, clock);
  await work.take();
  clock.advance(1000);
  assert.equal(await work.take(), null);
});

/** What is announced as new is offered, as the relay does it. */
function following(queue: OutboundQueue, work: HopWork): void {
  queue.onDue((nextHop, isChange, fresh) => {
    if (nextHop === hop && isChange) work.forget();
    if (nextHop === hop && (fresh === null || !work.offer(fresh))) work.lookAgain = true;
  });
}

onBothEngines('what has just come is taken by priority without the queue being read again', async (t) => {
  const { queue, clock, ...place } = await openRelayPlace(t, {});
  let readings = 0;
  const counted: Pick<OutboundQueue, 'due'> = {
    due(...asked) {
      readings += 1;
      return queue.due(...asked);
    },
  };
  const work = new HopWork(hop, counted, clock);
  following(queue, work);
  assert.equal(await work.take(), null);
  const low = await place.send(['x@a.test'], {}, 'Precedence: bulk\r\n\r\n');
  const normal = await place.send(['x@a.test']);
  const high = await place.send(['x@a.test'], {}, 'Importance: high\r\n\r\n');
  const second = await place.send(['x@a.test']);
  const taken = [await work.take(), await work.take(), await work.take(), await work.take(), await work.take()];
  assert.deepEqual(
    taken.map((job) => job?.message.id ?? null),
    [high, normal, second, low, null],
  );
  assert.equal(readings, 1);
  clock.advance(readAgainAfterMs);
  assert.equal(await work.take(), null);
  assert.equal(readings, 2);
});

onBothEngines('a message that was read before it was announced is not taken a second time', async (t) => {
  const { queue, clock, ...place } = await openRelayPlace(t, {});
  const work = new HopWork(hop, queue, clock);
  const announced: QueuedJob[] = [];
  queue.onDue((_nextHop, _isChange, fresh) => void (fresh !== null && announced.push(fresh)));
  const id = await place.send(['x@a.test']);
  const job = await work.take();
  assert.equal(job?.message.id, id);
  const settled = { results: [{ number: 0, kind: 'sent', response: '250 ok' }], reports: [], events: [] } as const;
  await queue.settle({ messageId: id, ...settled });
  work.done(job);
  assert.equal(announced.length, 1);
  for (const fresh of announced) assert.equal(work.offer(fresh), false);
  work.lookAgain = true;
  assert.equal(await work.take(), null);
});

onBothEngines('what an administrator removes is not taken, although it was read', async (t) => {
  const { queue, clock, directory, ...place } = await openRelayPlace(t, {});
  const work = new HopWork(hop, queue, clock);
  following(queue, work);
  await place.send(['x@a.test']);
  await place.send(['y@a.test']);
  const [, removed] = await queue.due(hop, clock.now(), 9, new Set());
  assert.ok(removed !== undefined && (await work.take()) !== null);
  assert.equal(work.waiting, 1);
  await settleJob(
    { queue, directory, random: Math.random, reportingServer: 'cas01.example.test', now: clock.now() },
    removed,
    [{ number: 0, kind: 'failed', status: '5.0.0', response: '550 5.0.0 Deleted by an administrator' }],
    { ...nowhere, success: 'SEND', reportsSuccess: true, givenUpBy: 'ADMIN', isSilent: true },
  );
  assert.equal(await work.take(), null);
});
