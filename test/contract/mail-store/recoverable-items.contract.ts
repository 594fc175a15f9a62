import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { AccountStore } from '../../../server/src/domain/mail/account-store.ts';
import { flagBits } from '../../../server/src/domain/mail/flags.ts';
import { openMailStore, type RepairableMailStore } from '../../../server/src/domain/mail/mail-store.ts';
import type { RetentionTerms } from '../../../server/src/domain/mail/recoverable-items.ts';
import { ManualClock } from '../../../server/src/platform/clock/manual-clock.ts';
import { silentLog } from '../../../server/src/platform/log/silent-log.ts';
import { LocalChangeSignal } from '../../../server/src/storage/local-change-signal.ts';
import type { SqlEngine } from '../../../server/src/storage/sql-engine.ts';
import { allUids, appendLetters, bytesOfContent, collected, letter, stage } from '../message.fixture.ts';
import { refuses, rows, uidsIn } from './account-tests.fixture.ts';

const dayMs = 24 * 60 * 60 * 1000;
const usual: RetentionTerms = { retainMs: 14 * dayMs, keepsPurged: false, quotaBytes: null, warningBytes: null };

interface Kept {
  readonly account: AccountStore;
  readonly inbox: number;
  readonly store: RepairableMailStore;
  readonly clock: ManualClock;
  /** For what happens from now on. */
  setTerms(terms: Partial<RetentionTerms>): void;
  /** Contents that a message in a folder or a kept one refers to. */
  contents(): Promise<number>;
}

/** Deleted messages that are kept: recovered, purged, and let go when their time is over. */
export function recoverableItemsContract(engine: () => SqlEngine): void {
  const withKept = (name: string, body: (kept: Kept) => Promise<void>): void => {
    test(`recoverable items: ${name}`, async () => {
      const clock = new ManualClock(Date.UTC(2026, 11, 1));
      let terms = usual;
      const options = { engine: engine(), changes: new LocalChangeSignal(), clock, log: silentLog };
      const store = openMailStore({ ...options, retention: () => terms });
      const account = await store.account(randomUUID());
      const { folderId: inbox } = await account.folder('INBOX');
      const contents = async () =>
        await engine()
          .account(account.accountId)
          .read(async (reader) => {
            const row = await reader.get<{ count: number }>(
              'SELECT count(*) AS count FROM contents WHERE account = ? AND refs > 0',
              reader.account,
            );
            return Number(row?.count);
          });
      await body({ account, inbox, store, clock, contents, setTerms: (more) => (terms = { ...terms, ...more }) });
      assert.deepEqual(await collected(store.verify(account.accountId)), []);
    });
  };
  const idsOf = async (account: AccountStore): Promise<string[]> =>
    (await account.recoverableItems({}, { limit: 500 })).items.map(({ itemId }) => itemId);

  withKept('what is expunged is listed, and recovered as it was but for its UID and \\Deleted', async (kept) => {
    const { account, inbox, clock } = kept;
    const flags = { bits: flagBits.seen | flagBits.deleted, keywords: ['Work'] };
    await account.append(inbox, [
      { message: await stage(account, letter(1)), flags, internalDate: 1_600_000_000_000, internalZoneMinutes: 120 },
      { message: await stage(account, letter(2)), flags: { bits: 0, keywords: [] } },
    ]);
    const [before] = await rows(account, inbox);
    assert.ok(before !== undefined);
    await account.expunge(inbox, allUids, { onlyDeleted: true });
    assert.equal((await account.quota()).sizeBytes, letter(2).length);
    const { items, total, next } = await account.recoverableItems({}, { limit: 10 });
    assert.deepEqual([total, next], [1, null]);
    const [item] = items;
    assert.deepEqual(item, {
      itemId: item?.itemId,
      deletedAt: clock.now(),
      purged: false,
      folderId: inbox,
      folderName: 'INBOX',
      contentId: before.contentId,
      subject: 'Letter 1',
      from: 'Jérôme',
      to: 'anna@example.test',
      messageId: '<letter-1@example.test>',
      sizeBytes: letter(1).length,
      internalDate: 1_600_000_000_000,
      sentDate: Date.UTC(2026, 10, 2, 10),
      hasAttachments: false,
      flags,
    });
    const { recovered, missing } = await account.recoverItems([item?.itemId ?? '', '7.7.7', 'no id']);
    assert.deepEqual(recovered, [{ itemId: item?.itemId, folderId: inbox, folderName: 'INBOX', uid: 3 }]);
    assert.deepEqual(missing, ['7.7.7', 'no id']);
    const after = (await rows(account, inbox)).find(({ uid }) => uid === 3);
    assert.ok(after !== undefined);
    const told = ({ emailId, threadId, internalDate, internalZoneMinutes, sentDate }: typeof after) => [
      emailId,
      threadId,
      internalDate,
      internalZoneMinutes,
      sentDate,
    ];
    assert.deepEqual(told(after), told(before));
    assert.deepEqual(await bytesOfContent(account, after.contentId), letter(1));
    const changes = await account.changesSince(inbox, 0);
    assert.deepEqual(changes.changed.find(({ uid }) => uid === 3)?.flags, { bits: flagBits.seen, keywords: ['Work'] });
    assert.equal((await account.quota()).sizeBytes, letter(1).length + letter(2).length);
    assert.deepEqual(await idsOf(account), []);
  });

  withKept('pages, filters and counts over several blocks, the newest deletion first', async (kept) => {
    const { account, inbox, clock } = kept;
    await appendLetters(account, inbox, 300);
    await account.expunge(inbox, [{ first: 1, last: 200 }], { onlyDeleted: false });
    await clock.advance(1_000);
    await account.expunge(inbox, [{ first: 250, last: 250 }], { onlyDeleted: false });
    const first = await account.recoverableItems({}, { limit: 150 });
    assert.equal(first.items[0]?.subject, 'Letter 250');
    assert.equal(first.total, 201);
    const second = await account.recoverableItems({}, { limit: 150, after: first.next ?? '' });
    const itemIds = [first.items[3]?.itemId ?? '', second.items[5]?.itemId ?? '', '7.7.7', 'nonsense'];
    const named = await account.recoverableItems({ itemIds }, { limit: 150 });
    assert.deepEqual(
      named.items.map(({ itemId }) => itemId),
      itemIds.slice(0, 2),
    );
    assert.equal((await account.recoverableItems({ itemIds: [] }, { limit: 150 })).total, 0);
    assert.equal(second.next, null);
    const seen = [...first.items, ...second.items].map(({ subject }) => subject);
    assert.equal(new Set(seen).size, 201);
    assert.deepEqual(
      seen.slice(1),
      Array.from({ length: 200 }, (_, i) => `Letter ${200 - i}`),
    );
    const subjects = async (filter: Parameters<AccountStore['recoverableItems']>[0]) =>
      (await account.recoverableItems(filter, { limit: 5 })).items.map(({ subject }) => subject);
    assert.deepEqual(
      await subjects({ text: 'LETTER 19' }),
      [199, 198, 197, 196, 195].map((n) => `Letter ${n}`),
    );
    assert.equal((await account.recoverableItems({ text: 'jérôme' }, { limit: 1 })).total, 201);
    assert.deepEqual(await subjects({ deletedFrom: clock.now() }), ['Letter 250']);
    assert.equal((await account.recoverableItems({ deletedBefore: clock.now() }, { limit: 1 })).total, 200);
    assert.deepEqual(await subjects({ folderName: 'Archive' }), []);
    assert.deepEqual((await account.recoverableUsage()).items, 201);
    assert.equal((await account.recoverItems(await idsOf(account))).recovered.length, 201);
    assert.equal((await uidsIn(account, inbox)).length, 300);
  });

  withKept('of a deleted folder: made again with its name, or into the one named', async ({ account, inbox }) => {
    const { folderId } = await account.createFolder('Projects/Alpha');
    await appendLetters(account, folderId, 3);
    await account.deleteFolder('Projects/Alpha');
    const [one, two, three] = await idsOf(account);
    assert.ok(one !== undefined && two !== undefined && three !== undefined);
    const back = await account.recoverItems([one, two]);
    const again = await account.folder('Projects/Alpha');
    assert.deepEqual(new Set(back.recovered.map((item) => item.folderId)), new Set([again.folderId]));
    assert.equal(again.status.messages, 2);
    const other = await account.recoverItems([three], { folderId: inbox });
    assert.deepEqual(other.recovered[0]?.folderName, 'INBOX');
  });

  withKept('purged ones go for good, or stay for administrators with single item recovery', async (kept) => {
    const { account, inbox, setTerms, contents, clock, store } = kept;
    await appendLetters(account, inbox, 3);
    await account.expunge(inbox, allUids, { onlyDeleted: false });
    const [three, two, one] = await idsOf(account);
    assert.ok(one !== undefined && two !== undefined && three !== undefined);
    assert.deepEqual(await account.purgeItems([two, '1.2']), { purged: 1, missing: ['1.2'] });
    assert.equal(await contents(), 2);
    setTerms({ keepsPurged: true });
    assert.deepEqual(await account.purgeItems([three]), { purged: 1, missing: [] });
    assert.deepEqual(await idsOf(account), [one]);
    assert.deepEqual(await account.purgeItems([three]), { purged: 0, missing: [three] });
    assert.deepEqual(await account.recoverItems([three]), { recovered: [], missing: [three] });
    const { purgedItems, purgedBytes, items } = await account.recoverableUsage();
    assert.deepEqual([items, purgedItems, purgedBytes], [1, 1, letter(3).length]);
    const purged = await account.recoverableItems({ purged: 'only' }, { limit: 5 });
    assert.deepEqual(
      purged.items.map(({ itemId }) => itemId),
      [three],
    );
    assert.equal((await account.recoverItems([three], { alsoPurged: true })).recovered.length, 1);
    // A hold keeps them too, longer than their time; once it is over they go.
    setTerms({ keepsPurged: false, hold: { durationMs: null } });
    assert.deepEqual(await account.purgeItems([one]), { purged: 1, missing: [] });
    await clock.advance(20 * dayMs);
    await store.letGoOfDeleted(account.accountId);
    assert.equal((await account.recoverableUsage()).purgedItems, 1);
    setTerms({ hold: undefined });
    await store.letGoOfDeleted(account.accountId);
    assert.equal((await account.recoverableUsage()).purgedItems, 0);
    assert.equal(await contents(), 1);
  });

  withKept('their time is over, and there is no room: the oldest go, on hold nothing does', async (kept) => {
    const { account, inbox, store, clock, setTerms, contents } = kept;
    await appendLetters(account, inbox, 6);
    await account.copy(inbox, [{ first: 1, last: 1 }], (await account.folder('Archive')).folderId);
    await account.expunge(inbox, [{ first: 1, last: 2 }], { onlyDeleted: false });
    await clock.advance(10 * dayMs);
    await account.expunge(inbox, [{ first: 3, last: 4 }], { onlyDeleted: false });
    await clock.advance(4 * dayMs);
    setTerms({ hold: { durationMs: null } });
    await store.letGoOfDeleted(account.accountId);
    assert.equal((await idsOf(account)).length, 4);
    setTerms({ quotaBytes: 5 * letter(1).length });
    // All of it is undone: the messages stand where they were.
    await refuses(account.expunge(inbox, [{ first: 5, last: 6 }], { onlyDeleted: false }), 'over-quota');
    assert.deepEqual(await uidsIn(account, inbox), [5, 6]);
    setTerms({ hold: undefined, quotaBytes: null });
    await store.letGoOfDeleted(account.accountId);
    assert.equal((await idsOf(account)).length, 2);
    // The copy in the archive is still there.
    assert.equal(await contents(), 5);
    setTerms({ quotaBytes: letter(1).length });
    await store.letGoOfDeleted(account.accountId);
    const [left] = (await account.recoverableItems({}, { limit: 5 })).items;
    assert.equal(left?.subject, 'Letter 4');
    assert.equal((await idsOf(account)).length, 1);
  });

  withKept(
    'REPLACE keeps nothing without a hold, nor does what is elsewhere now, and MOVE never does',
    async (kept) => {
      const { account, inbox, setTerms } = kept;
      await appendLetters(account, inbox, 2);
      await account.move(inbox, [{ first: 2, last: 2 }], (await account.folder('Deleted Items')).folderId);
      const draft = async (uid: number) =>
        await account.replace({ folderId: inbox, uid }, inbox, {
          message: await stage(account, letter(9)),
          flags: { bits: 0, keywords: [] },
        });
      await draft(1);
      assert.deepEqual(await idsOf(account), []);
      const elsewhere = { onlyDeleted: false, areElsewhere: true };
      await account.copy(inbox, allUids, (await account.folder('Archive')).folderId);
      await account.expunge(inbox, allUids, elsewhere);
      assert.deepEqual(await idsOf(account), []);
      await appendLetters(account, inbox, 1);
      setTerms({ hold: { durationMs: null } });
      const [before] = await rows(account, inbox);
      await draft(before?.uid ?? 0);
      assert.equal((await idsOf(account)).length, 1);
      await account.expunge(inbox, allUids, elsewhere);
      assert.equal((await idsOf(account)).length, 2);
    },
  );

  withKept('a retention of 0 keeps nothing and frees at once', async ({ account, inbox, setTerms, contents }) => {
    setTerms({ retainMs: 0 });
    await appendLetters(account, inbox, 2);
    await account.expunge(inbox, allUids, { onlyDeleted: false });
    assert.deepEqual(await idsOf(account), []);
    assert.equal(await contents(), 0);
  });
}
