import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { MailError } from '../mail/mail-error.ts';
import { ManualClock } from '../../platform/clock/manual-clock.ts';
import type { Scope } from '../../storage/sql-engine.ts';
import { reservedTogether } from './message-numbers.ts';
import type { OutboundQueue } from './outbound-queue.ts';
import { hour, byDomain, message, open, put } from './outbound-queue.fixture.ts';
import type { QueuedJob } from './queued-message.ts';

const settled = { reports: [], events: [] };
const sent = { kind: 'sent', response: '250 ok' } as const;

async function contentOf(
  queue: OutboundQueue,
  id: number,
  range?: { readonly start: number; readonly end: number },
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of queue.content(id, range)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const to = 'dns c a.test';

/** What the queue does on every engine. `newScope` gives an empty system scope, migrated with `queueMigrations`. */

const week = 7 * 86_400_000;

export function outboundQueueContract(newScope: () => Promise<Scope>): void {
  test('what is announced as new is what reading the queue gives; its content is the same from memory and from the store', async () => {
    const [scope, clock] = [await newScope(), new ManualClock()];
    const { queue } = await open(scope, clock);
    const announced: (readonly [string, QueuedJob | null])[] = [];
    queue.onDue((nextHop, _isChange, fresh) => announced.push([nextHop, fresh]));
    const content = 'Importance: high\r\nSubject: x\r\n\r\nhi\r\n';
    const given = message(['x@a.test', 'y@b.test', 'z@a.test'], { ret: 'HDRS', envelopeId: 'e', mtPriority: 3 });
    const id = await put(queue, given, content);
    const read = await Promise.all(
      [to, 'dns c b.test'].map(async (nextHop) => [nextHop, (await queue.due(nextHop, clock.now(), 9, new Set()))[0]]),
    );
    assert.deepEqual(announced, read);
    const { queue: another } = await open(scope, clock);
    for (const range of [undefined, { start: 0, end: 18 }, { start: 18, end: 30 }, { start: 40, end: 9999 }])
      for (const seen of [queue, another])
        assert.equal((await contentOf(seen, id, range)).toString(), content.slice(range?.start, range?.end));
    await queue.settle({ ...settled, messageId: id, results: [0, 1, 2].map((number) => ({ ...sent, number })) });
    assert.equal((await contentOf(queue, id)).length, 0);
    await put(queue, message(['x@a.test'], { releaseAt: clock.now() + 1 }));
    assert.deepEqual(announced.at(-1), [to, null]);
  });

  test('MT-PRIORITY has three levels, and what lies between them is the next higher one (RFC 6710 §5, appendix B)', async () => {
    const clock = new ManualClock();
    const { queue } = await open(await newScope(), clock);
    for (const mtPriority of [-9, -4, -3, -1, 0, 1, 9]) await put(queue, message(['x@a.test'], { mtPriority }));
    const jobs = await queue.due(to, clock.now(), 9, new Set());
    const priorities = jobs.map(({ message: { mtPriority, priority } }) => [mtPriority, priority] as const);
    assert.deepEqual(
      priorities.sort(([a = 0], [b = 0]) => a - b).map(([, priority]) => priority),
      ['Low', 'Low', 'Normal', 'Normal', 'Normal', 'High', 'High'],
    );
  });

  test('what was committed is due at once, by priority and age, and survives a new start', async () => {
    const [scope, clock] = [await newScope(), new ManualClock()];
    const { queue } = await open(scope, clock);
    const normal = await put(queue, message(['x@a.test', 'y@a.test', 'z@b.test']));
    const low = await put(queue, message(['x@a.test']), 'Precedence: bulk\r\n\r\n');
    const high = await put(queue, message(['x@a.test']), 'Importance: high\r\nSubject: =?utf-8?Q?=C3=A9?=\r\n\r\n');
    for (const { queue: seen } of [{ queue }, await open(scope, clock)]) {
      const jobs = await seen.due(to, clock.now(), 100, new Set());
      assert.deepEqual(
        jobs.map(({ message: { id }, recipients }) => [id, recipients.length]),
        [
          [high, 1],
          [normal, 2],
          [low, 1],
        ],
      );
      assert.equal(jobs[0]?.message.subject, 'é');
      assert.equal((await contentOf(seen, normal)).toString(), 'Subject: x\r\n\r\nhi\r\n');
      assert.deepEqual(await seen.due(to, clock.now(), 100, new Set([normal, low, high])), []);
      assert.equal((await seen.summaries()).find(({ nextHop }) => nextHop === to)?.messageCount, 3);
    }
  });

  test('a large message goes in pieces and comes out byte for byte', async () => {
    const [scope, clock] = [await newScope(), new ManualClock()];
    const { queue } = await open(scope, clock);
    const content = Buffer.alloc(3 * 262_144, 'abcdefghijk\r\n');
    for (const size of [262_143, 262_144, 262_145, content.length]) {
      const intake = queue.begin(message(['x@a.test']));
      for (let at = 0; at < size; at += 50_000) await intake.write(content.subarray(at, Math.min(size, at + 50_000)));
      const { id, sizeBytes } = await intake.commit();
      assert.equal(sizeBytes, size);
      assert.ok((await contentOf(queue, id)).equals(content.subarray(0, size)));
      const part: Uint8Array[] = [];
      for await (const chunk of queue.content(id, { start: 10, end: 20 })) part.push(chunk);
      assert.deepEqual(Buffer.concat(part), content.subarray(10, 20));
    }
  });

  test('what was staged or half written is not sent, and is gone after a new start', async () => {
    const [scope, clock] = [await newScope(), new ManualClock()];
    const { queue } = await open(scope, clock);
    const half = queue.begin(message(['x@a.test']));
    await half.write(Buffer.alloc(600_000, 'x'));
    const staged = queue.begin(message(['x@a.test']));
    await staged.write(Buffer.from('Subject: x\r\n\r\n'));
    await staged.stage({ key: 'k', digest: 'd' }, 'p');
    assert.deepEqual(await queue.due(to, clock.now(), 100, new Set()), []);
    const dropped = queue.begin(message(['x@a.test']));
    await dropped.write(Buffer.alloc(600_000, 'x'));
    await dropped.discard();
    await open(scope, clock);
    for (const table of ['queued_message', 'queued_recipient', 'queued_content'])
      assert.deepEqual(await scope.read((reader) => reader.all(`SELECT 1 FROM ${table}`)), [], table);
  });

  test('a staged message is sent once it is released', async () => {
    const [scope, clock] = [await newScope(), new ManualClock()];
    const { queue } = await open(scope, clock);
    const told: string[] = [];
    queue.onDue((nextHop) => told.push(nextHop));
    const intake = queue.begin(message(['x@a.test']));
    await intake.write(Buffer.from('Subject: x\r\n\r\n'));
    const { id } = await intake.stage({ key: 'k', digest: 'd' }, 'p');
    assert.deepEqual(told, []);
    await intake.release();
    await intake.discard();
    assert.deepEqual(told, [to]);
    assert.deepEqual(
      (await queue.due(to, clock.now(), 9, new Set())).map((job) => job.message.id),
      [id],
    );
  });

  test('an attempt that broke off is known, also after a new start, until all is done', async () => {
    const [scope, clock] = [await newScope(), new ManualClock()];
    const { queue } = await open(scope, clock);
    assert.equal(queue.attempts.brokenOff('d', week), null);
    const stage = async (at: typeof queue, digest: string, part: string) => {
      const intake = at.begin(message(['x@a.test']));
      await intake.write(Buffer.from('Subject: x\r\n\r\n'));
      const attempt = at.attempts.attemptAt(digest, week);
      await intake.stage(attempt, part);
      return { intake, key: attempt.key };
    };
    const discarded = await stage(queue, 'discarded', 'p');
    await discarded.intake.discard();
    assert.equal(queue.attempts.attemptAt('discarded', week).key, discarded.key);
    const killed = await stage(queue, 'killed', 'p');
    const { queue: next } = await open(scope, clock);
    assert.equal(next.attempts.attemptAt('killed', week).key, killed.key);
    const { queue: third } = await open(scope, clock);
    assert.equal(third.attempts.brokenOff('killed', week)?.key, killed.key);
    assert.equal(third.attempts.brokenOff('discarded', week)?.key, discarded.key);
    clock.advance(60_000);
    assert.equal(third.attempts.brokenOff('killed', 59_000), null);
    // Too old to be the same: one that breaks off now takes its place, also for a process after this one.
    const again = third.begin(message(['x@a.test']));
    await again.write(Buffer.from('Subject: x\r\n\r\n'));
    const anew = third.attempts.attemptAt('discarded', 59_000);
    assert.notEqual(anew.key, discarded.key);
    await again.stage(anew, 'p');
    await again.discard();
    assert.equal((await open(scope, clock)).queue.attempts.brokenOff('discarded', 59_000)?.key, anew.key);
    await third.attempts.forget(third.attempts.attemptAt('killed', week));
    const { queue: fourth } = await open(scope, clock);
    assert.equal(fourth.attempts.brokenOff('killed', week), null);
    clock.advance(8 * 86_400_000);
    const { queue: later } = await open(scope, clock);
    assert.equal(later.attempts.brokenOff('discarded', week), null);
  });

  test('of one part of an attempt one copy goes, and what was released is not discarded', async () => {
    const [scope, clock] = [await newScope(), new ManualClock()];
    const { queue } = await open(scope, clock);
    const attempt = { key: 'k', digest: null };
    for (const part of ['one', 'two', 'one', 'two']) {
      const intake = queue.begin(message(['x@a.test']));
      await intake.write(Buffer.from(`Subject: ${part}\r\n\r\n`));
      await intake.stage(attempt, part);
      await intake.release();
      await intake.discard();
    }
    const jobs = await queue.due(to, clock.now(), 9, new Set());
    assert.deepEqual(
      jobs.map((job) => job.message.subject),
      ['one', 'two'],
    );
    assert.equal((await queue.messages({ most: 9 })).length, 2);
  });

  test('of one name one copy goes within the hour, whatever attempt it is of', async () => {
    const [scope, clock] = [await newScope(), new ManualClock()];
    const { queue } = await open(scope, clock);
    const goes = async (at: typeof queue, key: string, name: string | null): Promise<void> => {
      const intake = at.begin(message(['x@a.test']));
      await intake.write(Buffer.from(`Subject: ${key}\r\n\r\n`));
      await intake.stage({ key, digest: null }, 'p', name);
      await intake.release();
    };
    assert.equal(await queue.attempts.leftLately('n'), false);
    await goes(queue, 'first', 'n');
    assert.equal(await queue.attempts.leftLately('n'), true);
    await goes(queue, 'second', 'n');
    await goes(queue, 'other', 'm');
    await goes(queue, 'unnamed', null);
    const { queue: restarted } = await open(scope, clock);
    await goes(restarted, 'restarted', 'n');
    // Its sender tries again with another node.
    const { queue: elsewhere } = await open(scope, clock, byDomain, 'CAS02');
    assert.equal(await elsewhere.attempts.leftLately('n'), true);
    await goes(elsewhere, 'elsewhere', 'n');
    assert.equal((await elsewhere.messages({ most: 9 })).length, 0);
    // Both at once.
    await Promise.all([goes(restarted, 'here', 'both'), goes(elsewhere, 'there', 'both')]);
    const both = [...(await restarted.messages({ most: 9 })), ...(await elsewhere.messages({ most: 9 }))];
    const subjects = both.map((job) => job.message.subject);
    assert.equal(subjects.filter((subject) => subject === 'here' || subject === 'there').length, 1);
    // A clock that was set far back leaves nothing out for long.
    clock.advance(-86_400_000);
    assert.equal(await restarted.attempts.leftLately('n'), false);
    await goes(restarted, 'before', 'n');
    clock.advance(3_600_000);
    await goes(restarted, 'later', 'n');
    clock.advance(86_400_000);
    const jobs = await restarted.due(to, clock.now(), 9, new Set());
    const left = jobs.map((job) => job.message.subject).filter((subject) => subject !== 'here');
    assert.deepEqual(left.toSorted(), ['before', 'first', 'later', 'other', 'unnamed']);
  });

  test('recipients leave one by one; the content leaves with the last', async () => {
    const [scope, clock] = [await newScope(), new ManualClock()];
    const { queue, tracking } = await open(scope, clock);
    const id = await put(queue, message(['x@a.test', 'y@a.test']));
    await queue.settle({
      messageId: id,
      results: [
        { number: 0, kind: 'sent', response: '250 ok' },
        { number: 1, kind: 'deferred', nextAttempt: clock.now() + hour, status: '4.2.1', response: '450 later' },
      ],
      reports: [],
      events: [],
    });
    assert.deepEqual(await queue.due(to, clock.now(), 9, new Set()), []);
    assert.equal(await queue.nextDue(to), clock.now() + hour);
    clock.advance(hour);
    const [job] = await queue.due(to, clock.now(), 9, new Set());
    assert.deepEqual(
      job?.recipients.map(({ number, attempts, lastError }) => [number, attempts, lastError]),
      [[1, 1, '450 later']],
    );
    const report = {
      message: message(['alice@a.test'], { sender: '', source: 'DSN' }),
      content: Buffer.from('Subject: report\r\n\r\n'),
    };
    await queue.settle({
      messageId: id,
      results: [{ number: 1, kind: 'failed', status: '5.1.1', response: '550 no' }],
      reports: [report],
      events: [],
    });
    assert.equal((await contentOf(queue, id)).length, 0);
    const [reported] = await queue.due(to, clock.now(), 9, new Set());
    assert.equal(reported?.message.sender, '');
    assert.deepEqual(
      (await tracking.search({ limit: null })).map(({ eventId }) => eventId),
      ['RECEIVE', 'DSN'],
    );
    // A number is never given again, though the message is gone.
    await queue.settle({
      messageId: reported?.message.id ?? 0,
      results: [{ number: 0, kind: 'sent', response: '' }],
      reports: [],
      events: [],
    });
    const reopened = await open(scope, clock);
    assert.ok((await put(reopened.queue, message(['x@a.test']))) > (reported?.message.id ?? 0));
  });

  /** The next number; where all that are reserved were given, once the reservation of more is durable. */
  async function numberOf(queue: OutboundQueue): Promise<number> {
    for (;;) {
      try {
        return queue.nextNumber();
      } catch (error) {
        assert.equal((error as MailError).code, 'storage-unavailable');
        await setImmediate();
      }
    }
  }

  test('numbers grow and are not given again after a new start, though nothing was written of their messages', async () => {
    const [scope, clock] = [await newScope(), new ManualClock()];
    const { queue } = await open(scope, clock);
    const given: number[] = [];
    while (given.length < 3 * reservedTogether) given.push(await numberOf(queue));
    assert.deepEqual(
      given,
      given.map((_, at) => at + 1),
    );
    const again = await open(scope, clock);
    const next = again.queue.nextNumber();
    assert.ok(next > given.length && next <= given.length + 4 * reservedTogether, `${given.length} ${next}`);
    assert.ok((await put(again.queue, message(['x@a.test']))) > next);
    const intake = again.queue.begin(message(['x@a.test']), again.queue.nextNumber());
    await intake.write(Buffer.from('Subject: x\r\n\r\n'));
    assert.equal((await intake.commit()).id, next + 2);
  });

  test('delay notices and expiry come in their time, and not for null senders or NOTIFY=NEVER', async () => {
    const [scope, clock] = [await newScope(), new ManualClock()];
    const { queue } = await open(scope, clock);
    const id = await put(queue, message(['x@a.test']));
    const silent = await put(queue, message(['x@a.test'], { sender: '' }));
    const never = { address: 'x@a.test', notify: [], originalRecipient: null };
    const quiet = await put(queue, message([], { recipients: [never] }));
    assert.equal(await queue.nextNotice(), clock.now() + 4 * hour);
    assert.deepEqual(await queue.delayed(clock.now() + 4 * hour - 1, 9), []);
    // Whose time is over is told that, and not that his message waits as well.
    assert.deepEqual(await queue.delayed(clock.now() + 48 * hour, 9), []);
    clock.advance(4 * hour);
    assert.deepEqual(
      (await queue.delayed(clock.now(), 9)).map((job) => job.message.id),
      [id],
    );
    assert.equal(await queue.noteDelay(id, [0, 1], [], []), false);
    assert.equal(await queue.noteDelay(id, [0], [], []), true);
    assert.deepEqual(await queue.delayed(clock.now(), 9), []);
    assert.equal(await queue.nextNotice(), clock.now() + 44 * hour);
    clock.advance(44 * hour);
    assert.deepEqual(
      (await queue.expired(clock.now(), 9)).map((job) => job.message.id),
      [id, silent, quiet],
    );
    assert.deepEqual(await queue.due(to, clock.now(), 9, new Set()), []);
  });

  test('a stopped message waits, and a stopped queue stays stopped after a new start', async () => {
    const [scope, clock] = [await newScope(), new ManualClock()];
    const { queue } = await open(scope, clock);
    const id = await put(queue, message(['x@a.test']));
    await queue.suspendMessages([id], true);
    assert.deepEqual(await queue.due(to, clock.now(), 9, new Set()), []);
    assert.equal((await queue.messages({ most: 9 }))[0]?.message.suspended, true);
    await queue.suspendMessages([id], false);
    await queue.changeHop(to, { suspended: true, lastError: 'x' });
    const again = await open(scope, clock);
    assert.deepEqual(
      again.queue.hops().map(({ nextHop, suspended, lastError }) => [nextHop, suspended, lastError]),
      [[to, true, 'x']],
    );
  });

  test('an empty queue is gone after a new start, as in Exchange, unless it is stopped', async () => {
    const [scope, clock] = [await newScope(), new ManualClock()];
    const { queue } = await open(scope, clock);
    for (const domain of ['a.test', 'b.test']) {
      const messageId = await put(queue, message([`x@${domain}`]));
      await queue.settle({
        messageId,
        results: [{ number: 0, kind: 'sent', response: '250 ok' }],
        reports: [],
        events: [],
      });
    }
    await queue.changeHop(to, { suspended: true });
    assert.equal(queue.hops().length, 2);
    const again = await open(scope, clock);
    assert.deepEqual(
      again.queue.hops().map(({ nextHop }) => nextHop),
      [to],
    );
  });

  test('recipients are routed anew when the ways change', async () => {
    const [scope, clock] = [await newScope(), new ManualClock()];
    let reachable = false;
    const { queue } = await open(scope, clock, (address) =>
      reachable ? byDomain(address) : { domain: 'a.test', hop: { kind: 'unreachable' } },
    );
    await put(queue, message(['x@a.test']));
    assert.equal((await queue.due('unreachable', clock.now(), 9, new Set())).length, 1);
    reachable = true;
    await queue.reroute();
    assert.equal((await queue.due('unreachable', clock.now(), 9, new Set())).length, 0);
    assert.equal((await queue.due(to, clock.now(), 9, new Set())).length, 1);
  });

  test('recipients are routed anew over as many transactions as their number needs', async () => {
    const [scope, clock] = [await newScope(), new ManualClock()];
    let reachable = false;
    const { queue } = await open(scope, clock, (address) =>
      reachable ? byDomain(address) : { domain: 'a.test', hop: { kind: 'unreachable' } },
    );
    const many = (name: string): readonly string[] => Array.from({ length: 400 }, (_, at) => `${name}${at}@a.test`);
    for (const name of ['x', 'y', 'z']) await put(queue, message(many(name)));
    reachable = true;
    await queue.reroute();
    const due = await queue.due(to, clock.now(), 2000, new Set());
    assert.equal(due.flatMap(({ recipients }) => recipients).length, 1200);
    assert.equal((await queue.due('unreachable', clock.now(), 9, new Set())).length, 0);
  });
}
