import assert from 'node:assert/strict';
import { flagBits } from '../../../server/src/domain/mail/flags.ts';
import type { RepairableMailStore } from '../../../server/src/domain/mail/mail-store.ts';
import { allUids, appendLetters } from '../message.fixture.ts';
import { refuses, withAccount } from './account-tests.fixture.ts';

/** Flags, and what is told of changes since. */
export function flagsContract(store: () => RepairableMailStore): void {
  withAccount(
    store,
    'flags are added, removed and replaced, and only what changes gets a new modseq (RFC 7162)',
    async (account, inbox) => {
      await appendLetters(account, inbox, 300);
      const before = (await account.folderStatus(inbox)).highestModSeq;
      const added = await account.storeFlags(inbox, {
        uids: [{ first: 100, last: 200 }],
        mode: 'add',
        flags: { bits: flagBits.seen, keywords: ['Work'] },
      });
      assert.equal(added.changed.length, 101);
      assert.ok(added.modSeq > before);
      assert.deepEqual(added.changed[0], {
        uid: 100,
        flags: { bits: flagBits.seen, keywords: ['Work'] },
        modSeq: added.modSeq,
      });
      const again = await account.storeFlags(inbox, {
        uids: [
          { first: 90, last: 120 },
          { first: 301, last: 302 },
        ],
        mode: 'add',
        // RFC 9051 §2.3.2: keywords compare without case; the first spelling stays.
        flags: { bits: flagBits.seen, keywords: ['WORK'] },
      });
      assert.deepEqual(
        again.changed.map((change) => change.uid),
        [90, 91, 92, 93, 94, 95, 96, 97, 98, 99],
      );
      assert.deepEqual(again.changed[0]?.flags.keywords, ['Work']);
      assert.deepEqual(again.missing, [{ first: 301, last: 302 }]);
      const nothing = await account.storeFlags(inbox, {
        uids: [{ first: 95, last: 95 }],
        mode: 'add',
        flags: { bits: flagBits.seen, keywords: [] },
      });
      assert.deepEqual(nothing.changed, []);
      assert.equal(nothing.modSeq, again.modSeq);
      const removed = await account.storeFlags(inbox, {
        uids: [{ first: 100, last: 100 }],
        mode: 'remove',
        flags: { bits: flagBits.seen, keywords: ['work'] },
      });
      assert.deepEqual(removed.changed[0]?.flags, { bits: 0, keywords: [] });
      const replaced = await account.storeFlags(inbox, {
        uids: [{ first: 101, last: 101 }],
        mode: 'replace',
        flags: { bits: flagBits.deleted, keywords: ['A', 'b'] },
      });
      assert.deepEqual(replaced.changed[0]?.flags, { bits: flagBits.deleted, keywords: ['A', 'b'] });
      const status = await account.folderStatus(inbox);
      assert.equal(status.unseen, 300 - 111 + 2);
      assert.equal(status.deleted, 1);
    },
  );

  withAccount(
    store,
    'UNCHANGEDSINCE leaves messages that changed since as they are (RFC 7162 §3.1.3)',
    async (account, inbox) => {
      await appendLetters(account, inbox, 3);
      const { highestModSeq } = await account.folderStatus(inbox);
      await account.storeFlags(inbox, {
        uids: [{ first: 2, last: 2 }],
        mode: 'add',
        flags: { bits: flagBits.flagged, keywords: [] },
      });
      const result = await account.storeFlags(inbox, {
        uids: allUids,
        mode: 'replace',
        flags: { bits: flagBits.seen, keywords: [] },
        unchangedSince: highestModSeq,
      });
      assert.deepEqual(
        result.changed.map((change) => change.uid),
        [1, 3],
      );
      assert.deepEqual(result.conflicted, [{ first: 2, last: 2 }]);
    },
  );

  withAccount(store, 'a keyword that is no atom, or one too many, is refused', async (account, inbox) => {
    await appendLetters(account, inbox, 1);
    const add = async (keywords: string[]): Promise<unknown> =>
      await account.storeFlags(inbox, { uids: allUids, mode: 'replace', flags: { bits: 0, keywords } });
    await refuses(add(['two words']), 'keyword-limit');
    await refuses(add(['\\Seen']), 'keyword-limit');
    await refuses(add(Array.from({ length: 201 }, (_, i) => `k${i}`)), 'keyword-limit');
    await add(['fine']);
  });

  withAccount(store, 'changesSince tells what is new, changed and gone', async (account, inbox) => {
    await appendLetters(account, inbox, 200);
    const { highestModSeq } = await account.folderStatus(inbox);
    assert.deepEqual((await account.changesSince(inbox, highestModSeq)).changed, []);
    await account.storeFlags(inbox, {
      uids: [{ first: 150, last: 150 }],
      mode: 'add',
      flags: { bits: flagBits.seen, keywords: [] },
    });
    await account.expunge(
      inbox,
      [
        { first: 3, last: 4 },
        { first: 130, last: 130 },
      ],
      { onlyDeleted: false },
    );
    await appendLetters(account, inbox, 1);
    const changes = await account.changesSince(inbox, highestModSeq);
    assert.deepEqual(
      changes.changed.map((change) => change.uid),
      [150, 201],
    );
    assert.deepEqual(changes.expunged, [
      { first: 3, last: 4 },
      { first: 130, last: 130 },
    ]);
    assert.equal(changes.status.messages, 198);
    assert.deepEqual(await account.expungedSince(inbox, highestModSeq, [{ first: 4, last: 100 }]), [
      { first: 4, last: 4 },
    ]);
    assert.deepEqual(await account.expungedSince(inbox, changes.status.highestModSeq), []);
  });
}
