import assert from 'node:assert/strict';
import { databaseFor, onBothEngines } from '../../../../test/support/both-engines.ts';
import type { Delivery } from '../delivery/delivery.ts';
import { openRelayPlace, placesStandOn, type RelayPlace } from './relay-place.fixture.ts';

placesStandOn(databaseFor);

const minute = 60_000;

/** The delivery, before which `work` is done for one mailbox. */
function before(address: string, work: () => Promise<void>) {
  return (delivery: Delivery): Delivery => ({
    ...delivery,
    async begin(envelope, ...more) {
      if (envelope.recipients.some((one) => one.address === address)) await work();
      return delivery.begin(envelope, ...more);
    },
  });
}

async function people(place: RelayPlace, count: number): Promise<readonly string[]> {
  const aliases = Array.from({ length: count }, (_, at) => `p${String(at).padStart(2, '0')}`);
  for (const alias of aliases) {
    const address = `${alias}@example.test`;
    await place.directory.createMailbox(
      { name: alias, alias, userPrincipalName: address, primarySmtpAddress: address },
      null,
    );
  }
  return aliases;
}

onBothEngines('a mailbox that cannot be opened gives nobody else a second copy, and gets its own later', async (t) => {
  let isBroken = true;
  const place = await openRelayPlace(
    t,
    {},
    {
      around: before('bob@example.test', async () => {
        if (isBroken) throw new Error('the disk does not answer');
      }),
    },
  );
  await people(place, 1);
  await place.send(['alice@example.test', 'bob@example.test', 'p00@example.test']);
  await place.relay.idle();
  const counts = () => Promise.all(['alice', 'bob', 'p00'].map(async (alias) => (await place.mailbox(alias)).length));
  assert.deepEqual(await counts(), [1, 0, 1]);
  await place.later(10 * minute);
  assert.deepEqual(await counts(), [1, 0, 1]);
  const [job] = await place.queue.messages({ most: 9 });
  assert.deepEqual(
    job?.recipients.map(({ address }) => address),
    ['bob@example.test'],
  );
  isBroken = false;
  await place.later(30 * minute);
  assert.deepEqual(await counts(), [1, 1, 1]);
  assert.equal(await place.waiting(), 0);
});

onBothEngines(
  'a mailbox that takes long keeps no other member of a group waiting, and who has the message is settled',
  async (t) => {
    const begun = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const place = await openRelayPlace(
      t,
      {},
      {
        around: before('p03@example.test', async () => {
          begun.resolve();
          await goOn.promise;
        }),
      },
    );
    const aliases = await people(place, 45);
    await place.send(aliases.map((alias) => `${alias}@example.test`));
    await begun.promise;
    // All others have it; they are settled twenty at a time, and the last four with the one that is waited for.
    for (let left = 45; left !== 5; await new Promise((resolve) => setImmediate(resolve))) {
      const [job] = await place.queue.messages({ most: 99 });
      left = job?.recipients.length ?? 0;
      assert.ok(left >= 5, `${left} left`);
    }
    goOn.resolve();
    await place.relay.idle();
    assert.equal(await place.waiting(), 0);
    for (const alias of aliases) assert.equal((await place.mailbox(alias)).length, 1, alias);
  },
);

onBothEngines(
  'what looked suspect when it came is junk also when it waited, and what has no mark is not',
  async (t) => {
    const place = await openRelayPlace(t, {});
    const releaseAt = place.clock.now() + 10 * minute;
    await place.send(['bob@example.test'], { isSuspect: true }, 'Subject: At once\r\n\r\nHi\r\n');
    await place.send(['bob@example.test'], { isSuspect: true, releaseAt }, 'Subject: Later\r\n\r\nHi\r\n');
    // As a queue of an earlier version has it.
    await place.send(['bob@example.test'], { releaseAt }, 'Subject: Unmarked\r\n\r\nHi\r\n');
    await place.later(20 * minute);
    const subjects = (texts: readonly string[]) => texts.map((text) => /^Subject: (.*)\r$/m.exec(text)?.[1]).toSorted();
    assert.deepEqual(subjects(await place.mailbox('bob', 'Junk Email')), ['At once', 'Later']);
    assert.deepEqual(subjects(await place.mailbox('bob')), ['Unmarked']);
  },
);
