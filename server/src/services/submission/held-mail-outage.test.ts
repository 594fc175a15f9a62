import assert from 'node:assert/strict';
import { BreakingStore } from '../../../../test/support/breaking-store.ts';
import { databaseFor, onBothEngines } from '../../../../test/support/both-engines.ts';
import type { Delivery } from '../delivery/delivery.ts';
import { field, openPlace } from './held-place.fixture.ts';

const minute = 60_000;
const hour = 60 * minute;
/** More writes than any of it needs. */
const mostWrites = 8;

type Place = Awaited<ReturnType<typeof openPlace>>;
type HeldProcess = Awaited<ReturnType<Place['openProcess']>>;

/**
 * Lets one held message go in a process whose store breaks at each of its writes in turn, before it or with only the word of
 * it lost, and then in another process with a sound store: once as after a kill, once in the same process.
 */
async function interrupted(
  place: Place,
  parts: {
    readonly held: (id: string) => Promise<void>;
    readonly delivery: (process: HeldProcess) => Delivery;
    readonly check: (id: string, moment: string) => Promise<void>;
  },
): Promise<void> {
  const { held, delivery, check } = parts;
  let untouched = 0;
  for (let at = 1; untouched < 4; at += 1) {
    assert.ok(at < mostWrites, 'it writes without end');
    untouched = 0;
    for (const isDone of [false, true])
      for (const isKilled of [false, true]) {
        const moment = `at write ${at}, ${isDone ? 'done' : 'not done'}, ${isKilled ? 'killed' : 'going on'}`;
        const id = `S${at}${isDone ? 'd' : ''}${isKilled ? 'k' : ''}`;
        const store = new BreakingStore();
        const first = await place.openProcess(store.over(place.scope));
        await held(id);
        const before = first.heldMail(delivery(first));
        store.breakAt(at, isDone);
        await before.tend();
        if (!store.isBroken) untouched += 1;
        store.mend();
        if (isKilled) before.stop();
        const after = isKilled ? await place.openProcess() : null;
        const next = after === null ? before : after.heldMail(delivery(after));
        for (let turn = 0; turn < 4; turn += 1) {
          place.clock.advance(hour);
          await next.tend();
        }
        next.stop();
        await check(id, moment);
      }
  }
}

onBothEngines('at whatever moment the store breaks, a held message leaves once', async (t) => {
  const place = await openPlace(t, await databaseFor(t));
  await interrupted(place, {
    delivery: ({ plain }) => plain,
    held: async (id) => {
      await place.hold(id, 'alice', minute);
      place.clock.advance(minute);
    },
    check: async (id, moment) => {
      const { subjects, reports } = await place.queued();
      assert.equal(subjects.filter((subject) => subject === id).length, 1, moment);
      assert.deepEqual(reports, [], moment);
      assert.equal(await place.statusOf(id), 'final', moment);
    },
  });
});

onBothEngines('at whatever moment the store breaks, the sender is told once of what may not leave', async (t) => {
  const place = await openPlace(t, await databaseFor(t));
  await interrupted(place, {
    delivery: ({ ruled }) => ruled('not so'),
    held: async (id) => {
      await place.hold(id, 'alice', minute);
      place.clock.advance(minute);
    },
    check: async (id, moment) => {
      const { subjects, reports } = await place.queued();
      assert.deepEqual(subjects, [], moment);
      const about = reports.filter((report) => field(report, 'In-Reply-To') === `<${id}@example.test>`);
      assert.equal(about.length, 1, moment);
      assert.equal(await place.statusOf(id), 'final', moment);
      const failures = await place.tracking.search({ eventId: 'FAIL', messageId: `<${id}@example.test>`, limit: null });
      assert.equal(failures.filter(({ source }) => source === 'STOREDRIVER').length, 1, moment);
    },
  });
});

onBothEngines('whoever sent mail whose mailbox is removed before it leaves is told that it will not', async (t) => {
  const place = await openPlace(t, await databaseFor(t));
  const held = place.heldMail(place.plain);
  await place.hold('S1', 'alice', hour);
  await place.hold('S2', 'bob', hour);
  await place.directory.removeMailbox(place.alice.guid);
  place.clock.advance(hour);
  await held.tend();
  const { subjects, reports } = await place.queued();
  assert.deepEqual(subjects, ['S2']);
  assert.equal(reports.length, 1);
  assert.equal(field(reports[0], 'To'), '<alice@example.test>');
  assert.equal(field(reports[0], 'Action'), 'failed');
  assert.equal(field(reports[0], 'Final-Recipient'), 'rfc822; bob@example.test');
  assert.equal(
    field(reports[0], 'Diagnostic-Code'),
    'smtp; 550 5.7.1 The mailbox that was to send this message was removed',
  );
  assert.equal(await place.statusOf('S1'), 'canceled');
  const events = await place.tracking.search({ messageId: '<S1@example.test>', limit: null });
  assert.deepEqual(
    events.map(({ eventId, sender, recipients, recipientStatus }) => ({
      eventId,
      sender,
      recipients,
      recipientStatus,
    })),
    [
      {
        eventId: 'FAIL',
        sender: 'alice@example.test',
        recipients: ['bob@example.test'],
        recipientStatus: ['550 5.7.1 The mailbox that was to send this message was removed'],
      },
    ],
  );
  assert.equal(
    (await place.tracking.search({ eventId: 'DSN', reference: '<S1@example.test>', limit: null })).length,
    1,
  );
});
