import assert from 'node:assert/strict';
import { flagBits } from '../../../server/src/domain/mail/flags.ts';
import type { RepairableMailStore } from '../../../server/src/domain/mail/mail-store.ts';
import type { SqlEngine } from '../../../server/src/storage/sql-engine.ts';
import { allUids, appendLetters, bytesOfContent, collected, letter } from '../message.fixture.ts';
import { rows, uidsIn, withAccount } from './account-tests.fixture.ts';

/** Messages that are copied, moved and removed, and the contents they share. */
export function copyingAndExpungingContract(store: () => RepairableMailStore, engine: () => SqlEngine): void {
  withAccount(
    store,
    'EXPUNGE removes what is marked and named; its UIDs are never given again (RFC 9051 §2.3.1.1)',
    async (account, inbox) => {
      await appendLetters(account, inbox, 5);
      await account.storeFlags(inbox, {
        uids: [{ first: 4, last: 5 }],
        mode: 'add',
        flags: { bits: flagBits.deleted, keywords: [] },
      });
      const { expunged } = await account.expunge(inbox, [{ first: 1, last: 4 }], { onlyDeleted: true });
      assert.deepEqual(expunged, [{ first: 4, last: 4 }]);
      assert.deepEqual((await account.expunge(inbox, allUids, { onlyDeleted: true })).expunged, [
        { first: 5, last: 5 },
      ]);
      assert.deepEqual((await account.expunge(inbox, allUids, { onlyDeleted: true })).expunged, []);
      assert.deepEqual(await appendLetters(account, inbox, 1), [6]);
      assert.deepEqual(await uidsIn(account, inbox), [1, 2, 3, 6]);
      assert.deepEqual(
        (await rows(account, inbox)).map((row) => row.uid),
        [1, 2, 3, 6],
      );
    },
  );

  withAccount(
    store,
    'a content stays until its last copy goes, also one whose copies an older Relais counted',
    async (account, inbox) => {
      await appendLetters(account, inbox, 2);
      const archive = (await account.folder('Archive')).folderId;
      await account.copy(inbox, [{ first: 1, last: 2 }], archive);
      const scope = engine().account(account.accountId);
      // Until November 2026 every reference stood in `contents`.
      await scope.write(async (writer) => {
        await writer.run('UPDATE contents SET refs = 2 WHERE account = ?', writer.account);
        await writer.run('DELETE FROM content_copies WHERE account = ?', writer.account);
      });
      assert.deepEqual(await collected(store().verify(account.accountId)), []);
      await account.copy(archive, allUids, archive);
      await account.copy(archive, [{ first: 2, last: 3 }], inbox);
      assert.deepEqual(await collected(store().verify(account.accountId)), []);
      const [row] = await rows(account, inbox);
      assert.ok(row !== undefined);
      await account.expunge(inbox, allUids, { onlyDeleted: false });
      await account.expunge(archive, [{ first: 2, last: 4 }], { onlyDeleted: false });
      assert.deepEqual(await bytesOfContent(account, row.contentId), letter(1));
      assert.deepEqual(await collected(store().verify(account.accountId)), []);
      await account.expunge(archive, allUids, { onlyDeleted: false });
      const left = await scope.read(async (reader) => [
        await reader.all('SELECT block FROM content_copies WHERE account = ?', reader.account),
        await reader.all('SELECT content_id FROM contents WHERE account = ? AND refs > 0', reader.account),
      ]);
      assert.deepEqual(left, [[], []]);
    },
  );

  withAccount(store, 'COPY shares content, keeps flags and dates, and outlives its source', async (account, inbox) => {
    await appendLetters(account, inbox, 300, { bits: flagBits.answered, keywords: ['Work'] });
    const { folderId: archive } = await account.folder('Archive');
    const result = await account.copy(
      inbox,
      [
        { first: 120, last: 140 },
        { first: 999, last: 1_000 },
      ],
      archive,
    );
    assert.deepEqual(
      result.sourceUids,
      Array.from({ length: 21 }, (_, i) => 120 + i),
    );
    assert.deepEqual(
      result.targetUids,
      Array.from({ length: 21 }, (_, i) => 1 + i),
    );
    const source = (await rows(account, inbox)).filter((row) => row.uid >= 120 && row.uid <= 140);
    const copies = await rows(account, archive, { envelope: true });
    assert.deepEqual(
      copies.map((row) => row.contentId),
      source.map((row) => row.contentId),
    );
    assert.deepEqual(
      copies.map((row) => row.emailId),
      source.map((row) => row.emailId),
    );
    assert.deepEqual(
      copies.map((row) => row.internalDate),
      source.map((row) => row.internalDate),
    );
    const snapshot = await account.openFolder(archive, { claimRecent: false });
    assert.ok(snapshot.flagBits.every((bits) => bits === flagBits.answered));
    assert.deepEqual(snapshot.keywordSets[snapshot.keywordSet[20] ?? -1], ['Work']);
    assert.equal((await account.quota()).messages, 321);
    // A second copy of the same messages into the same folder, and the source gone.
    await account.copy(archive, allUids, archive);
    await account.expunge(inbox, allUids, { onlyDeleted: false });
    assert.equal((await uidsIn(account, archive)).length, 42);
    assert.deepEqual(await bytesOfContent(account, copies[0]?.contentId ?? 0), letter(120));
    assert.equal((await account.quota()).messages, 42);
    assert.deepEqual((await account.copy(inbox, allUids, archive)).targetUids, []);
  });

  withAccount(
    store,
    'COPY and MOVE that are to be whole take nothing when one message has gone',
    async (account, inbox) => {
      await appendLetters(account, inbox, 5);
      await account.expunge(inbox, [{ first: 3, last: 3 }], { onlyDeleted: false });
      const { folderId: archive } = await account.folder('Archive');
      const { highestModSeq } = await account.folderStatus(inbox);
      for (const work of ['copy', 'move'] as const)
        await assert.rejects(account[work](inbox, [{ first: 1, last: 4 }], archive, 'refuse'), {
          code: 'message-not-found',
        });
      assert.deepEqual(await uidsIn(account, archive), []);
      assert.deepEqual(await uidsIn(account, inbox), [1, 2, 4, 5]);
      assert.equal((await account.folderStatus(inbox)).highestModSeq, highestModSeq);
      assert.equal((await account.quota()).messages, 4);
      const there = [
        { first: 1, last: 2 },
        { first: 4, last: 4 },
      ];
      assert.deepEqual((await account.copy(inbox, there, archive, 'refuse')).sourceUids, [1, 2, 4]);
      assert.deepEqual((await account.move(inbox, there, archive, 'refuse')).sourceUids, [1, 2, 4]);
    },
  );

  withAccount(store, 'MOVE takes messages over in one transaction (RFC 6851)', async (account, inbox) => {
    await appendLetters(account, inbox, 10, { bits: flagBits.seen, keywords: ['Work'] });
    const { folderId: trash } = await account.folder('Deleted Items');
    const { highestModSeq } = await account.folderStatus(inbox);
    const result = await account.move(
      inbox,
      [
        { first: 2, last: 3 },
        { first: 7, last: 7 },
      ],
      trash,
    );
    assert.deepEqual(result.sourceUids, [2, 3, 7]);
    assert.deepEqual(result.targetUids, [1, 2, 3]);
    assert.equal(result.sourceModSeq, highestModSeq + 1);
    assert.equal((await account.folderStatus(inbox)).highestModSeq, highestModSeq + 1);
    assert.deepEqual(await uidsIn(account, inbox), [1, 4, 5, 6, 8, 9, 10]);
    assert.deepEqual((await account.changesSince(inbox, highestModSeq)).expunged, [
      { first: 2, last: 3 },
      { first: 7, last: 7 },
    ]);
    assert.deepEqual(
      (await account.changesSince(trash, 0)).changed.map((change) => change.flags.keywords),
      [['Work'], ['Work'], ['Work']],
    );
    assert.equal((await account.quota()).messages, 10);
    // Within one folder a message gets a new UID.
    assert.deepEqual((await account.move(inbox, [{ first: 1, last: 1 }], inbox)).targetUids, [11]);
    assert.deepEqual(await uidsIn(account, inbox), [4, 5, 6, 8, 9, 10, 11]);
  });
}
