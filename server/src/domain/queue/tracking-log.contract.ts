import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../platform/clock/manual-clock.ts';
import type { Scope } from '../../storage/sql-engine.ts';
import { openTrackingLog } from './open-tracking-log.ts';
import { hour, message, open, put } from './outbound-queue.fixture.ts';
import type { TrackingEvent } from './tracking-log.ts';

/** What the tracking log does over any engine, with the queue that writes into it; `newScope` gives an empty, migrated store. */
export function trackingLogContract(newScope: () => Promise<Scope>): void {
  test('the tracking log finds events, keeps their order and forgets what is old', async () => {
    const [scope, clock] = [await newScope(), new ManualClock()];
    const { queue, tracking } = await open(scope, clock);
    await put(queue, message(['X@a.test']), 'Subject: Quarterly figures\r\nMessage-ID: <1@x>\r\n\r\n');
    clock.advance(hour);
    await put(queue, message(['y@a.test'], { sender: 'bob@example.test' }), 'Message-ID: <2@x>\r\n\r\n');
    const ids = async (query: object): Promise<readonly string[]> =>
      (await tracking.search({ limit: null, ...query })).map(({ messageId }) => messageId);
    assert.deepEqual(await ids({}), ['<1@x>', '<2@x>']);
    assert.deepEqual(await ids({ sender: 'Bob@example.test' }), ['<2@x>']);
    assert.deepEqual(await ids({ recipients: ['x@A.test', 'nobody@a.test'] }), ['<1@x>']);
    assert.deepEqual(await ids({ messageSubject: 'FIGURES' }), ['<1@x>']);
    assert.deepEqual(await ids({ messageId: '2@x' }), ['<2@x>']);
    assert.deepEqual(await ids({ eventId: 'send' }), []);
    assert.deepEqual(await ids({ end: clock.now() }), ['<1@x>']);
    assert.deepEqual(await ids({ start: clock.now() }), ['<2@x>']);
    assert.deepEqual(await ids({ limit: 1 }), ['<1@x>']);
    assert.deepEqual(await ids({ newestFirst: true }), ['<2@x>', '<1@x>']);
    assert.deepEqual(await ids({ newestFirst: true, limit: 1 }), ['<2@x>']);
    assert.deepEqual(await ids({ newestFirst: true, end: clock.now() }), ['<1@x>']);
    assert.deepEqual(await ids({ newestFirst: true, start: clock.now() }), ['<2@x>']);
    clock.advance(30 * 24 * hour - hour + 1);
    await tracking.purge();
    assert.deepEqual(await ids({}), ['<2@x>']);
  });

  test('what many deliveries record is written in few commits, and whoever asks finds all of it', async () => {
    const [scope, clock] = [await newScope(), new ManualClock()];
    let writes = 0;
    const counted: Scope = {
      read: (work) => scope.read(work),
      write: (work) => {
        writes += 1;
        return scope.write(work);
      },
      writeAhead: (work) => scope.writeAhead(work),
    };
    const tracking = await openTrackingLog({ scope: counted, clock, server: 'CAS01' });
    const began = clock.now();
    await tracking.record([delivered('<first@x>')]);
    const recorded: Promise<void>[] = [];
    for (let index = 0; index < 50; index += 1) {
      clock.advance(1);
      recorded.push(tracking.record([delivered(`<${index}@x>`)]));
    }
    const found = await tracking.search({ limit: null });
    assert.deepEqual(
      found.map(({ timestamp, messageId }) => [timestamp - began, messageId]),
      [[0, '<first@x>'], ...Array.from({ length: 50 }, (_, index) => [index + 1, `<${index}@x>`])],
    );
    await Promise.all(recorded);
    assert.equal(writes, 2);
    void tracking.record([delivered('<last@x>')]);
    await tracking.close();
    assert.equal((await (await openTrackingLog({ scope, clock, server: 'CAS01' })).search({ limit: null })).length, 52);
  });

  test('events beyond a page are found once each, in both directions, also of one moment', async () => {
    const [scope, clock] = [await newScope(), new ManualClock()];
    const { tracking } = await open(scope, clock);
    const event = (number: number): TrackingEvent => ({ ...delivered(`<${number}@x>`), internalMessageId: number });
    await tracking.record(Array.from({ length: 1200 }, (_, number) => event(number + 1)));
    clock.advance(1000);
    await tracking.record(Array.from({ length: 300 }, (_, number) => event(number + 1201)));
    const numbers = async (query: object): Promise<readonly (number | null)[]> =>
      (await tracking.search({ limit: null, ...query })).map(({ internalMessageId }) => internalMessageId);
    const all = Array.from({ length: 1500 }, (_, number) => number + 1);
    assert.deepEqual(await numbers({}), all);
    assert.deepEqual(await numbers({ newestFirst: true }), all.toReversed());
    assert.deepEqual(await numbers({ newestFirst: true, limit: 700 }), all.toReversed().slice(0, 700));
    assert.deepEqual(await numbers({ newestFirst: true, start: clock.now() }), all.slice(1200).toReversed());
  });
}

function delivered(messageId: string): TrackingEvent {
  return {
    eventId: 'DELIVER',
    source: 'STOREDRIVER',
    internalMessageId: null,
    messageId,
    sender: 'a@b.test',
    recipients: ['x@a.test'],
    recipientStatus: [],
    messageSubject: '',
    totalBytes: 1,
    clientIp: null,
    serverHostname: null,
    serverIp: null,
    connectorId: null,
    sourceContext: null,
    returnPath: 'a@b.test',
  };
}
