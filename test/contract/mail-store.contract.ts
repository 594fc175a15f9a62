import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { HeaderCutter } from '@relais/mime';
import type {
  AccountStore,
  MessageColumns,
  MessageRow,
  StagedMessage,
} from '../../server/src/domain/mail/account-store.ts';
import { flagBits } from '../../server/src/domain/mail/flags.ts';
import type { RepairableMailStore } from '../../server/src/domain/mail/mail-store.ts';
import { MailError, type MailErrorCode } from '../../server/src/domain/mail/mail-error.ts';
import type { SqlEngine } from '../../server/src/storage/sql-engine.ts';
import type { MailboxChange } from '../../server/src/storage/change-signal.ts';
import { allUids, appendLetters, bytesOfContent, collected, letter, stage } from './message.fixture.ts';

/** What a mail store does, whatever engine is behind it. Each test has an account of its own and ends with `verify`. */
export function mailStoreContract(store: () => RepairableMailStore, engine: () => SqlEngine): void {
  const withAccount = (name: string, body: (account: AccountStore, inbox: number) => Promise<void>): void => {
    test(name, async () => {
      const account = await store().account(randomUUID());
      await body(account, (await account.folder('INBOX')).folderId);
      assert.deepEqual(await collected(store().verify(account.accountId)), []);
    });
  };
  const refuses = async (work: Promise<unknown>, code: MailErrorCode): Promise<void> =>
    await assert.rejects(
      work,
      (error) => error instanceof MailError && error.code === code && error.message.length > 20,
    );
  const names = async (account: AccountStore): Promise<string[]> =>
    (await account.listFolders()).map((folder) => folder.name);
  const rows = async (account: AccountStore, folderId: number, columns: MessageColumns = {}): Promise<MessageRow[]> =>
    (await collected(account.messages(folderId, allUids, columns))).flat();
  const uidsIn = async (account: AccountStore, folderId: number): Promise<number[]> => [
    ...(await account.openFolder(folderId, { claimRecent: false })).uids,
  ];

  withAccount('a new account has the default folders, subscribed and with their uses', async (account) => {
    const folders = await account.listFolders();
    assert.deepEqual(
      folders.map((folder) => [folder.name, folder.specialUse]),
      [
        ['INBOX', 'inbox'],
        ['Archive', 'archive'],
        ['Deleted Items', 'trash'],
        ['Drafts', 'drafts'],
        ['Junk Email', 'junk'],
        ['Sent Items', 'sent'],
      ],
    );
    assert.ok(folders.every((folder) => folder.subscribed && folder.selectable && !folder.hasChildren));
    assert.equal(new Set(folders.map((folder) => folder.mailboxId)).size, folders.length);
    assert.equal(new Set(folders.map((folder) => folder.status.uidValidity)).size, folders.length);
  });

  withAccount('an appended message comes back byte for byte, with what FETCH sends of it', async (account, inbox) => {
    const bytes = letter(1);
    const { uids, uidValidity } = await account.append(inbox, [
      {
        message: await stage(account, bytes),
        flags: { bits: flagBits.seen, keywords: ['$Forwarded'] },
        internalDate: 86_400_000,
      },
    ]);
    assert.deepEqual(uids, [1]);
    const snapshot = await account.openFolder(inbox, { claimRecent: false });
    assert.equal(snapshot.status.uidValidity, uidValidity);
    assert.deepEqual([...snapshot.uids], [1]);
    assert.equal(snapshot.flagBits[0], flagBits.seen);
    assert.deepEqual(snapshot.keywordSets[snapshot.keywordSet[0] ?? -1], ['$Forwarded']);
    assert.equal(snapshot.modSeqs[0], snapshot.status.highestModSeq);
    const [row] = await rows(account, inbox, {
      envelope: true,
      bodyStructure: true,
      body: true,
      structure: true,
      preview: true,
    });
    assert.ok(row);
    assert.equal(row.sizeBytes, bytes.length);
    assert.equal(row.internalDate, 86_400_000);
    assert.match(
      Buffer.from(row.envelope ?? []).toString(),
      /^\("Mon, 2 Nov 2026 10:00:00 \+0000" "Letter 1" .*<letter-1@example\.test>"\)$/,
    );
    assert.match(Buffer.from(row.bodyStructure ?? []).toString(), /^\("text" "plain" .* NIL NIL NIL NIL\)$/i);
    assert.match(Buffer.from(row.body ?? []).toString(), /^\("text" "plain" .* 1\)$/i);
    assert.equal(row.preview, 'This is letter 1.');
    assert.deepEqual(await bytesOfContent(account, row.contentId), bytes);
    assert.deepEqual(await bytesOfContent(account, row.contentId, { start: 6, end: 20 }), bytes.subarray(6, 20));
    const [bare] = await rows(account, inbox);
    assert.equal(bare?.envelope, null);
    assert.equal(bare?.preview, null);
  });

  withAccount(
    'a large message that does not compress streams in and out; a range reads only its part',
    async (account, inbox) => {
      const bytes = Buffer.concat([Buffer.from('Subject: large\r\n\r\n'), randomBytes(5_000_000)]);
      const message = await account.beginMessage();
      for (let at = 0; at < bytes.length; at += 60_001) await message.write(bytes.subarray(at, at + 60_001));
      const staged = await message.finish();
      assert.equal(staged.sizeBytes, bytes.length);
      await account.append(inbox, [{ message: staged, flags: { bits: 0, keywords: [] } }]);
      await message.discard();
      const [row] = await rows(account, inbox);
      assert.ok(row);
      let longest = 0;
      for await (const piece of account.content(row.contentId)) longest = Math.max(longest, piece.length);
      assert.ok(longest <= 256 * 1024);
      assert.ok((await bytesOfContent(account, row.contentId)).equals(bytes));
      const range = { start: 262_100, end: 1_048_600 };
      assert.ok((await bytesOfContent(account, row.contentId, range)).equals(bytes.subarray(range.start, range.end)));
      assert.equal(
        (await bytesOfContent(account, row.contentId, { start: bytes.length, end: bytes.length + 5 })).length,
        0,
      );
    },
  );

  withAccount('a message discarded half way or after finish leaves nothing behind', async (account, inbox) => {
    const half = await account.beginMessage();
    await half.write(randomBytes(3_000_000));
    await half.discard();
    const whole = await account.beginMessage();
    await whole.write(letter(1));
    const staged = await whole.finish();
    await whole.discard();
    await assert.rejects(account.append(inbox, [{ message: staged, flags: { bits: 0, keywords: [] } }]), /discarded/);
    assert.equal((await account.quota()).messages, 0);
  });

  withAccount('several messages are appended all or none (RFC 3502)', async (account, inbox) => {
    await account.setQuota(1_000);
    const messages = [];
    for (let i = 1; i <= 10; i++)
      messages.push({ message: await stage(account, letter(i)), flags: { bits: 0, keywords: [] } });
    await refuses(account.append(inbox, messages), 'over-quota');
    assert.deepEqual(await uidsIn(account, inbox), []);
    await account.setQuota(null);
    assert.deepEqual((await account.append(inbox, messages)).uids, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    assert.deepEqual((await account.quota()).messages, 10);
  });

  withAccount('of many large messages that come together most wait in the store', async (account, inbox) => {
    const waiting = async (): Promise<number> =>
      (
        await engine()
          .account(account.accountId)
          .read(
            async (reader) =>
              await reader.all('SELECT content_id FROM contents WHERE account = ? AND refs = 0', reader.account),
          )
      ).length;
    const noFlags = { bits: 0, keywords: [] };
    const large = (): Buffer => Buffer.concat([letter(1), randomBytes(900_000)]);
    const begun = [];
    const taken: { readonly bytes: Buffer; readonly message: StagedMessage }[] = [];
    for (let i = 0; i < 24; i++) {
      const message = await account.beginMessage();
      begun.push(message);
      const bytes = large();
      await message.write(bytes);
      taken.push({ bytes, message: await message.finish() });
    }
    assert.ok((await waiting()) >= 5, 'more than 16 MB are not held in memory');
    const { uids } = await account.append(
      inbox,
      taken.map(({ message }) => ({ message, flags: noFlags })),
    );
    for (const message of begun) await message.discard();
    assert.equal(uids.length, 24);
    assert.equal(await waiting(), 0);
    for (const [index, row] of (await rows(account, inbox)).entries())
      assert.ok((await bytesOfContent(account, row.contentId)).equals(taken[index]?.bytes ?? Buffer.alloc(0)));
    // What was appended is no longer held, so the next is again.
    const next = await account.beginMessage();
    await next.write(large());
    await account.append(inbox, [{ message: await next.finish(), flags: noFlags }]);
    await next.discard();
    assert.equal(await waiting(), 0);
  });

  withAccount(
    'a message is replaced in one piece, and only the difference counts for the quota (RFC 8508)',
    async (account, inbox) => {
      const { folderId: sent } = await account.folder('Sent Items');
      const noFlags = { bits: 0, keywords: [] };
      const letters = [];
      for (let i = 1; i <= 5; i++) letters.push({ message: await stage(account, letter(i)), flags: noFlags });
      const [first, second, third, fourth, fifth] = letters;
      assert.ok(first && second && third && fourth && fifth);
      await account.append(inbox, [first]);
      await account.setQuota(first.message.sizeBytes);
      await refuses(account.beginMessage({ sizeBytes: first.message.sizeBytes }), 'over-quota');
      const { sizeBytes } = first.message;
      await (await account.beginMessage({ sizeBytes, freesBytes: sizeBytes })).discard();
      assert.deepEqual((await account.replace({ folderId: inbox, uid: 1 }, inbox, second)).uids, [2]);
      assert.deepEqual(await uidsIn(account, inbox), [2]);
      assert.equal((await account.quota()).messages, 1);
      assert.equal((await account.quota()).sizeBytes, first.message.sizeBytes);
      assert.deepEqual((await account.replace({ folderId: inbox, uid: 2 }, sent, third)).uids, [1]);
      assert.deepEqual([await uidsIn(account, inbox), await uidsIn(account, sent)], [[], [1]]);
      assert.deepEqual((await account.changesSince(inbox, 1)).expunged, [{ first: 1, last: 2 }]);
      // Neither half happens alone.
      await refuses(account.replace({ folderId: inbox, uid: 2 }, sent, fourth), 'message-not-found');
      await account.setQuota(1);
      await refuses(account.replace({ folderId: sent, uid: 1 }, inbox, fifth), 'over-quota');
      assert.deepEqual([await uidsIn(account, inbox), await uidsIn(account, sent)], [[], [1]]);
      assert.equal((await account.quota()).messages, 1);
    },
  );

  withAccount(
    'the quota refuses early when the size is known, and too large a message while it comes',
    async (account, inbox) => {
      await account.setQuota(1_000);
      await refuses(account.beginMessage({ sizeBytes: 1_001 }), 'over-quota');
      await account.setQuota(null);
      await appendLetters(account, inbox, 2);
      const { sizeBytes } = await account.quota();
      await (await account.beginMessage({ sizeBytes: 1_001 })).discard();
      // What fitted a moment ago is asked about anew, whether the limit or the mail has changed.
      await account.setQuota(sizeBytes + 1_000);
      await refuses(account.beginMessage({ sizeBytes: 1_001 }), 'over-quota');
      await (await account.beginMessage({ sizeBytes: 1_000 })).discard();
      await account.copy(inbox, allUids, inbox);
      await refuses(account.beginMessage({ sizeBytes: 1_000 }), 'over-quota');
      await account.expunge(inbox, [{ first: 1, last: 2 }], { onlyDeleted: false });
      await (await account.beginMessage({ sizeBytes: 1_000 })).discard();
      await account.setQuota(null);
      await refuses(account.beginMessage({ sizeBytes: 11, maxBytes: 10 }), 'message-too-large');
      const message = await account.beginMessage({ maxBytes: 10 });
      await message.write(Buffer.alloc(10));
      await refuses(message.write(Buffer.alloc(1)), 'message-too-large');
      await message.discard();
    },
  );

  withAccount(
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

  withAccount('a keyword that is no atom, or one too many, is refused', async (account, inbox) => {
    await appendLetters(account, inbox, 1);
    const add = async (keywords: string[]): Promise<unknown> =>
      await account.storeFlags(inbox, { uids: allUids, mode: 'replace', flags: { bits: 0, keywords } });
    await refuses(add(['two words']), 'keyword-limit');
    await refuses(add(['\\Seen']), 'keyword-limit');
    await refuses(add(Array.from({ length: 201 }, (_, i) => `k${i}`)), 'keyword-limit');
    await add(['fine']);
  });

  withAccount('changesSince tells what is new, changed and gone', async (account, inbox) => {
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

  withAccount(
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

  withAccount('COPY shares content, keeps flags and dates, and outlives its source', async (account, inbox) => {
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

  withAccount('MOVE takes messages over in one transaction (RFC 6851)', async (account, inbox) => {
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

  withAccount('the place of a folder is the one that its name means now', async (account) => {
    const place = async (name: string): Promise<number> => (await account.folder(name, 'place')).folderId;
    const { folderId: first } = await account.createFolder('Work');
    assert.equal(await place('Work'), first);
    assert.equal(await place('inbox'), await place('INBOX'));
    await account.renameFolder('Work', 'Play');
    await refuses(place('Work'), 'folder-not-found');
    assert.equal(await place('Play'), first);
    const { folderId: second } = await account.createFolder('Work');
    assert.equal(await place('Work'), second);
    await account.deleteFolder('Work');
    await refuses(place('Work'), 'folder-not-found');
    const { folderId: third } = await account.createFolder('Work/Below');
    assert.equal(await place('Work/Below'), third);
    await account.deleteFolder('Work');
    assert.equal((await account.folder('Work', 'place')).selectable, false);
  });

  withAccount('a folder is made with its missing parents, found by its name in any normal form', async (account) => {
    const made = await account.createFolder('Kunden/Mu\u0308ller/2026/');
    assert.equal(made.name, 'Kunden/M\u00fcller/2026');
    assert.equal(made.subscribed, false);
    assert.equal((await account.folder('Kunden/Mu\u0308ller')).hasChildren, true);
    await refuses(account.createFolder('Kunden/M\u00fcller'), 'folder-exists');
    await refuses(account.createFolder('inbox'), 'folder-exists');
    await refuses(account.folder('kunden'), 'folder-not-found');
    assert.equal((await account.createFolder('inbox/Rechnungen')).name, 'INBOX/Rechnungen');
    assert.equal((await account.folder('InBox')).name, 'INBOX');
  });

  withAccount('names that are empty, hidden, too long or try to escape are refused', async (account) => {
    const bad = [
      '',
      '/',
      '/a',
      'a//b',
      '..',
      'a/../b',
      './a',
      'a\u0000b',
      'a\nb',
      'a\u202eb',
      'a*',
      '%',
      ' a',
      'a /b',
      'x'.repeat(1_001),
      '\ud800',
      Array(62).fill('a').join('/'),
    ];
    for (const name of bad) await refuses(account.createFolder(name), 'folder-name-invalid');
    assert.equal((await names(account)).length, 6);
  });

  withAccount('a folder that is deleted and made again has another UIDVALIDITY and MAILBOXID', async (account) => {
    const first = await account.createFolder('Projects');
    await appendLetters(account, first.folderId, 3);
    await account.deleteFolder('Projects');
    await refuses(account.openFolder(first.folderId, { claimRecent: false }), 'folder-not-found');
    const second = await account.createFolder('Projects');
    assert.notEqual(second.folderId, first.folderId);
    assert.notEqual(second.mailboxId, first.mailboxId);
    assert.ok(second.status.uidValidity > first.status.uidValidity);
    assert.equal((await account.quota()).messages, 0);
  });

  withAccount(
    'a deleted folder with children keeps its name, not selectable (RFC 3501 §6.3.4)',
    async (account, inbox) => {
      await account.createFolder('a/b');
      const { folderId } = await account.folder('a');
      await appendLetters(account, folderId, 2);
      await account.deleteFolder('a');
      const kept = await account.folder('a');
      assert.equal(kept.selectable, false);
      assert.equal(kept.hasChildren, true);
      await refuses(account.openFolder(kept.folderId, { claimRecent: false }), 'folder-not-selectable');
      await refuses(account.copy(inbox, allUids, kept.folderId), 'folder-not-selectable');
      await refuses(account.deleteFolder('a'), 'folder-has-children');
      assert.equal((await account.createFolder('a')).selectable, true);
      await account.deleteFolder('a/b');
      await account.deleteFolder('a');
      await refuses(account.folder('a'), 'folder-not-found');
      await refuses(account.deleteFolder('INBOX'), 'folder-is-inbox');
    },
  );

  withAccount('RENAME takes children along and keeps messages', async (account) => {
    await account.createFolder('a/b/c');
    await account.createFolder('ab');
    const { folderId } = await account.folder('a/b');
    await appendLetters(account, folderId, 2);
    await account.renameFolder('a', 'x/y');
    assert.deepEqual(
      (await names(account)).filter((name) => /^[ax]/.test(name)),
      ['ab', 'x', 'x/y', 'x/y/b', 'x/y/b/c'],
    );
    assert.equal((await account.folder('x/y/b')).folderId, folderId);
    assert.deepEqual(await uidsIn(account, folderId), [1, 2]);
    await refuses(account.renameFolder('x', 'ab'), 'folder-exists');
    await refuses(account.renameFolder('x', 'x/y/z'), 'folder-name-invalid');
    await refuses(account.renameFolder('nowhere', 'z'), 'folder-not-found');
  });

  withAccount('RENAME of INBOX moves its messages and leaves it empty (RFC 9051 §6.3.6)', async (account, inbox) => {
    await appendLetters(account, inbox, 3);
    await account.createFolder('INBOX/sub');
    await account.renameFolder('INBOX', 'Old');
    assert.deepEqual(await uidsIn(account, inbox), []);
    assert.deepEqual(await uidsIn(account, (await account.folder('Old')).folderId), [1, 2, 3]);
    assert.ok((await names(account)).includes('INBOX/sub'));
    assert.deepEqual(await appendLetters(account, inbox, 1), [4]);
  });

  withAccount('a subscription outlives its folder (RFC 9051 §6.3.7)', async (account) => {
    await account.createFolder('News');
    await account.setSubscribed('News', true);
    await account.setSubscribed('News', true);
    await account.deleteFolder('News');
    assert.ok((await account.subscribedNames()).includes('News'));
    await account.setSubscribed('News', false);
    assert.ok(!(await account.subscribedNames()).includes('News'));
  });

  withAccount('there is one folder of each special use (RFC 6154)', async (account) => {
    const made = await account.createFolder('Everything', { specialUse: 'all' });
    assert.equal(made.specialUse, 'all');
    await refuses(account.createFolder('Mine', { specialUse: 'all' }), 'conflict');
    const { folderId } = await account.createFolder('Outbox');
    await account.setSpecialUse(folderId, 'sent');
    assert.equal((await account.folder('Outbox')).specialUse, 'sent');
    assert.equal((await account.folder('Sent Items')).specialUse, null);
    await refuses(account.setSpecialUse(folderId, 'inbox'), 'folder-is-inbox');
  });

  withAccount('messages are recent for the first who claims them (RFC 3501 §2.3.2)', async (account, inbox) => {
    await appendLetters(account, inbox, 2);
    assert.equal((await account.openFolder(inbox, { claimRecent: false })).status.firstRecentUid, 1);
    assert.equal((await account.openFolder(inbox, { claimRecent: true })).status.firstRecentUid, 1);
    assert.equal((await account.openFolder(inbox, { claimRecent: true })).status.firstRecentUid, 3);
    await appendLetters(account, inbox, 1);
    assert.equal((await account.claimRecent(inbox)).firstRecentUid, 3);
    assert.equal((await account.claimRecent(inbox)).firstRecentUid, 4);
  });

  withAccount(
    'a reply has the thread of what it answers, in whatever order they come (RFC 8474)',
    async (account, inbox) => {
      const put = async (number: number, references: string): Promise<void> => {
        const bytes = letter(number, { extraHeader: references === '' ? '' : `References: ${references}\r\n` });
        await account.append(inbox, [{ message: await stage(account, bytes), flags: { bits: 0, keywords: [] } }]);
      };
      await put(1, '');
      await put(2, '<letter-1@example.test>');
      await put(4, '<letter-3@example.test>');
      await put(3, '');
      const threads = (await rows(account, inbox)).map((row) => row.threadId);
      assert.equal(threads[1], threads[0]);
      assert.equal(threads[3], threads[2]);
      assert.notEqual(threads[2], threads[0]);
    },
  );

  withAccount(
    'search finds decoded text without regard to case, anywhere in a word (RFC 9051 §6.4.4)',
    async (account, inbox) => {
      const quoted =
        'Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\nX-Ticket: =?utf-8?b?w4RwZmVs?=\r\n';
      const large = 'x'.repeat(70) + '\r\n';
      const letters = [
        letter(1, { extraHeader: quoted, body: 'Die Stra=DFe nach Z=FCrich' }),
        letter(2, { body: `${large.repeat(6_000)}needle\r\n${large.repeat(10)}` }),
        letter(3),
      ];
      for (const bytes of letters)
        await account.append(inbox, [{ message: await stage(account, bytes), flags: { bits: 0, keywords: [] } }]);
      const search = async (
        where: 'body' | 'text' | { headerField: string },
        value: string,
      ): Promise<readonly number[]> => await account.search(inbox, allUids, { where, value });
      assert.deepEqual(await search('body', 'ÜRICH'), [1]);
      assert.deepEqual(await search('body', 'NEEDLE'), [2]);
      assert.deepEqual(await search('body', 'Subject'), []);
      assert.deepEqual(await search('text', 'subject: LETTER'), [1, 2, 3]);
      assert.deepEqual(await search('text', 'äpfel'), [1]);
      assert.deepEqual(await search({ headerField: 'From' }, 'JÉRÔME'), [1, 2, 3]);
      assert.deepEqual(await search({ headerField: 'SUBJECT' }, 'etter 2'), [2]);
      assert.deepEqual(await search({ headerField: 'X-Ticket' }, 'äpf'), [1]);
      assert.deepEqual(await search({ headerField: 'X-Ticket' }, ''), [1]);
      assert.deepEqual(await search({ headerField: 'Cc' }, ''), []);
      assert.deepEqual(await account.search(inbox, [{ first: 2, last: 2 }], { where: 'text', value: 'letter' }), [2]);
    },
  );

  withAccount(
    'a search finds the same before its messages have been indexed, in between and after',
    async (account, inbox) => {
      const bodies = [
        'L’été à Zürich, façade naïve',
        'Cafe\u0301 au lait, 100% sûr',
        '今日は東京で会議があります',
        '회의는 서울에서 합니다',
        'Россия и ЁЖИК',
        'plain needles in a haystack',
        'x'.repeat(5_000),
      ];
      const append = async (from: number, to: number): Promise<void> => {
        for (let i = from; i < to; i++) {
          const body = Buffer.from(`${bodies[i % bodies.length]} number${i}\r\n`);
          const parts = [
            `Subject: letter ${i}\r\nX-Ticket: ticket${i}\r\nMIME-Version: 1.0\r\n`,
            'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n',
            `Content-Transfer-Encoding: base64\r\n\r\n${body.toString('base64').replace(/(.{76})/g, '$1\r\n')}\r\n--b\r\n`,
            `Content-Type: application/pdf; name="=?utf-8?q?R=C3=A9sum=C3=A9?= ${i}.pdf"\r\n`,
            `Content-Disposition: attachment; filename*=utf-8''Bilan%20${i}%20%C3%A9t%C3%A9.pdf\r\n\r\n%PDF\r\n--b--\r\n`,
          ];
          await account.append(inbox, [
            { message: await stage(account, Buffer.from(parts.join(''))), flags: { bits: 0, keywords: [] } },
          ]);
        }
      };
      const queries = [
        'needle',
        'eedle',
        'NUMBER1',
        'zürich',
        'zurich',
        'ü',
        '東京',
        '東',
        '서울',
        'ежик',
        'ёжик',
        'ticket2',
      ];
      const ask = async (): Promise<unknown> => {
        const found: unknown[] = [];
        for (const value of [...queries, 'bilan', '2 été.pdf', 'ICH, fa', 'xxxxxxxx', 'nothing at all'])
          for (const where of ['body', 'text', { headerField: 'X-Ticket' }] as const)
            for (const fuzzy of [false, true])
              found.push([value, where, fuzzy, await account.search(inbox, allUids, { where, value, fuzzy })]);
        return found;
      };
      await append(0, 40);
      const without = await ask();
      await account.indexTexts();
      assert.deepEqual(await ask(), without);
      await append(40, 45);
      const half = await ask();
      await account.indexTexts();
      await account.indexTexts();
      assert.deepEqual(await ask(), half);
      const of = async (value: string, fuzzy = false): Promise<readonly number[]> =>
        await account.search(inbox, [{ first: 1, last: 7 }], { where: 'body', value, fuzzy });
      assert.deepEqual(await of('東京'), [3]);
      assert.deepEqual(await of('bilan 3'), [4]);
      assert.deepEqual(await of('zurich'), [], 'SEARCH is exact');
      assert.deepEqual(await of('FACADE zurich', true), [1], 'FUZZY is not');
      assert.deepEqual(await of('lait cafe', true), [2]);
    },
  );

  withAccount(
    'a search in a field finds what has come since the last one and nothing that has gone',
    async (account, inbox) => {
      const search = async (value: string, fuzzy = false): Promise<readonly number[]> =>
        await account.search(inbox, allUids, { where: { headerField: 'Subject' }, value, fuzzy });
      await appendLetters(account, inbox, 3);
      const [first, both] = await Promise.all([search('Letter'), search('LETTER 2')]);
      assert.deepEqual([first, both], [[1, 2, 3], [2]]);
      await appendLetters(account, inbox, 2);
      assert.deepEqual(await search('letter'), [1, 2, 3, 4, 5]);
      assert.deepEqual(await search(''), [1, 2, 3, 4, 5]);
      await account.expunge(inbox, [{ first: 2, last: 3 }], { onlyDeleted: false });
      assert.deepEqual(await search('letter'), [1, 4, 5]);
      assert.deepEqual(await search('2 letter', true), [5]);
      assert.deepEqual(
        await account.search(inbox, [{ first: 4, last: 4 }], { where: { headerField: 'Subject' }, value: '' }),
        [4],
      );
    },
  );

  withAccount('what the index denies is not read, and it goes with its messages', async (account, inbox) => {
    const scope = engine().account(account.accountId);
    await appendLetters(account, inbox, 3);
    await account.indexTexts();
    assert.equal((await account.search(inbox, allUids, { where: 'text', value: 'letter' })).length, 3);
    const blocks = async (): Promise<number> =>
      await scope.read(
        async (reader) =>
          (await reader.all('SELECT block FROM search_signatures WHERE account = ?', reader.account)).length,
      );
    assert.equal(await blocks(), 1);
    const kept = await scope.read(
      async (reader) =>
        await reader.all<{ block: number; data: Uint8Array }>(
          'SELECT block, data FROM search_signatures WHERE account = ?',
          reader.account,
        ),
    );
    const put = async (data: Uint8Array): Promise<void> =>
      await scope.write(async (writer) => {
        await writer.run('UPDATE search_signatures SET data = ? WHERE account = ?', data, writer.account);
      });
    // Empty signatures deny everything: were anything read, it would be found.
    await put(Uint8Array.from([1, ...[0, 1, 2, 3, 4].flatMap((place) => [place, 2, 0, 0, 0, 0])]));
    assert.deepEqual(await account.search(inbox, allUids, { where: 'text', value: 'letter' }), []);
    // Those of a kind that is not known say nothing.
    await put(Uint8Array.from([99, 0, 2, 0, 0, 0, 0]));
    assert.equal((await account.search(inbox, allUids, { where: 'text', value: 'letter' })).length, 3);
    await put(kept[0]?.data ?? new Uint8Array());
    await account.expunge(inbox, allUids, { onlyDeleted: false });
    // The sweep frees the signatures of what was expunged; the limit of the test ends this otherwise.
    while ((await blocks()) > 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  });

  withAccount('sessions are told after commits of their account, not of others', async (account, inbox) => {
    const changes: MailboxChange[] = [];
    const stop = account.onChange((change) => changes.push(change));
    await appendLetters(account, inbox, 1);
    const other = await store().account(randomUUID());
    await appendLetters(other, (await other.folder('INBOX')).folderId, 1);
    await account.createFolder('New');
    stop();
    await account.createFolder('Newer');
    const { highestModSeq } = await account.folderStatus(inbox);
    assert.deepEqual(changes, [
      { accountId: account.accountId, folderId: inbox, modSeq: highestModSeq },
      { accountId: account.accountId, folderId: null, modSeq: 0 },
    ]);
  });

  withAccount('many sessions at once never get the same UID', async (account, inbox) => {
    const results = await Promise.all(
      Array.from({ length: 40 }, async (_, i) => {
        const message = await stage(account, letter(i));
        return (await account.append(inbox, [{ message, flags: { bits: 0, keywords: [] } }])).uids;
      }),
    );
    assert.deepEqual(
      results.flat().sort((a, b) => a - b),
      Array.from({ length: 40 }, (_, i) => i + 1),
    );
  });

  withAccount('a set of single UIDs far apart finds them all, in order', async (account, inbox) => {
    await appendLetters(account, inbox, 700);
    const uids = [3, 5, 127, 128, 129, 400, 401, 650, 700, 5_000_000];
    const pages = await collected(
      account.messages(
        inbox,
        uids.map((uid) => ({ first: uid, last: uid })),
        {},
      ),
    );
    assert.deepEqual(
      pages.flat().map((row) => row.uid),
      uids.slice(0, -1),
    );
    const everything = (await collected(account.messages(inbox, allUids, {}))).flat();
    assert.equal(everything.length, 700);
  });

  withAccount(
    'rows bring headers and small contents when they are asked for, long ones another way',
    async (account, inbox) => {
      const header = new HeaderCutter({ what: 'header-fields', fields: ['subject', 'DATE'] });
      const filler = randomBytes(30 * 1024).toString('hex');
      const letters = [
        letter(1),
        letter(2, { body: filler }),
        letter(3, { extraHeader: `X-Long: ${'x'.repeat(20_000)}\r\n` }),
        letter(4, { body: `${filler}${filler}` }),
        Buffer.from('no header\r\n'),
        ...Array.from({ length: 8 }, (_, index) => letter(6 + index, { body: filler })),
      ];
      for (const bytes of letters)
        await account.append(inbox, [
          { message: await stage(account, bytes), flags: { bits: 0, keywords: [] }, internalDate: 86_400_000 },
        ]);
      const found = await rows(account, inbox, { header: true, content: true });
      assert.deepEqual(
        found.map((row) => (row.content === null ? null : Buffer.compare(row.content, letters[row.uid - 1] as Buffer))),
        letters.map((bytes) => (bytes.length > 65_536 ? null : 0)),
      );
      assert.equal(
        Buffer.concat(header.cut(found[1]?.header ?? Buffer.alloc(0))).toString(),
        'Subject: Letter 2\r\nDate: Mon, 2 Nov 2026 10:00:00 +0000\r\n\r\n',
      );
      assert.deepEqual(
        found.map((row) => [row.header === null, row.structure === null]),
        letters.map((_, index) => [index === 2, index !== 2]),
      );
      const sent = Date.UTC(2026, 10, 2, 10);
      assert.deepEqual(
        found.map((row) => row.sentDate),
        letters.map((_, index) => (index === 4 ? 86_400_000 : sent)),
      );
      const { targetUids } = await account.copy(inbox, [{ first: 1, last: 1 }], inbox);
      const copy = await collected(
        account.messages(inbox, [{ first: targetUids[0] ?? 0, last: targetUids[0] ?? 0 }], {}),
      );
      assert.deepEqual(
        copy.flat().map((row) => [row.sentDate, row.header, row.content]),
        [[sent, null, null]],
      );
    },
  );

  withAccount(
    'a folder listed again from packed summaries says the same, also after messages came and went',
    async (account, inbox) => {
      await appendLetters(account, inbox, 300);
      const columns = { envelope: true, bodyStructure: true, preview: true };
      const texts = async (): Promise<string[]> =>
        (await rows(account, inbox, columns)).map(
          (row) =>
            `${row.uid} ${Buffer.from(row.envelope ?? []).toString()} ${Buffer.from(row.bodyStructure ?? []).toString()} ${row.preview}`,
        );
      const packed = async (): Promise<number> => {
        const row = await engine()
          .account(account.accountId)
          .read(
            async (reader) =>
              await reader.get<{ n: number }>(
                'SELECT count(*) AS n FROM message_summaries WHERE account = ?',
                reader.account,
              ),
          );
        return row?.n ?? -1;
      };
      const first = await texts();
      assert.match(first[298] ?? '', /^299 .*"Letter 299".*This is letter 299\.$/);
      // They are made in the background: the blocks of UIDs 1–127 and 128–255 are full, the last is not.
      while ((await packed()) < 2) await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual(await texts(), first);
      await account.expunge(inbox, [{ first: 130, last: 131 }], { onlyDeleted: false });
      // Whether the page has gone or was made anew meanwhile, it does not say what has gone.
      assert.deepEqual(await collected(store().verify(account.accountId)), []);
      await appendLetters(account, inbox, 1);
      const left = await texts();
      assert.deepEqual(
        left.slice(0, -1),
        first.filter((text) => !/^13[01] /.test(text)),
      );
      while ((await packed()) < 2) await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual(await texts(), left);
    },
  );

  withAccount(
    'what makes a block full is packed once nothing more comes, before anybody lists it',
    async (account, inbox) => {
      await appendLetters(account, inbox, 130);
      const packed = async (): Promise<number[]> =>
        await engine()
          .account(account.accountId)
          .read(async (reader) => {
            const blocks = await reader.all<{ block: number }>(
              'SELECT block FROM message_summaries WHERE account = ?',
              reader.account,
            );
            return blocks.map(({ block }) => Number(block));
          });
      while ((await packed()).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
      assert.deepEqual(await packed(), [0]);
      const [listed] = await rows(account, inbox, { envelope: true });
      assert.match(Buffer.from(listed?.envelope ?? []).toString(), /"Letter 1"/);
      assert.deepEqual(await collected(store().verify(account.accountId)), []);
    },
  );

  withAccount('a recount mends counts that verify finds wrong', async (account, inbox) => {
    await appendLetters(account, inbox, 3);
    const { sizeBytes } = await account.quota();
    await engine()
      .account(account.accountId)
      .write(async (writer) => {
        await writer.run('UPDATE mailbox_state SET messages = 7, size_bytes = 1 WHERE account = ?', writer.account);
      });
    assert.deepEqual((await collected(store().verify(account.accountId))).length, 2);
    await store().recountQuota(account.accountId);
    assert.equal((await account.quota()).messages, 3);
    assert.equal((await account.quota()).sizeBytes, sizeBytes);
  });

  test('an account that is deleted is empty when it is made again', async () => {
    const id = randomUUID();
    const account = await store().account(id);
    await appendLetters(account, (await account.folder('INBOX')).folderId, 3);
    await store().deleteAccount(id);
    // A session that was open meanwhile is refused and brings nothing back.
    await refuses(account.listFolders(), 'storage-unavailable');
    await refuses(account.createFolder('New'), 'storage-unavailable');
    assert.ok(!(await collected(engine().accountIds())).includes(id));
    const again = await store().account(id);
    assert.equal((await again.quota()).messages, 0);
    assert.deepEqual(await collected(store().verify(id)), []);
  });
}
