import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { AccountStore, IncomingMessage, StagedMessage } from '../../../server/src/domain/mail/account-store.ts';
import { ComingTogether } from '../../../server/src/domain/mail/coming-together.ts';
import { flagBits } from '../../../server/src/domain/mail/flags.ts';
import type { RepairableMailStore } from '../../../server/src/domain/mail/mail-store.ts';
import type { SqlEngine } from '../../../server/src/storage/sql-engine.ts';
import { allUids, appendLetters, bytesOfContent, collected, letter, stage } from '../message.fixture.ts';
import { refuses, rows, uidsIn, withAccount } from './account-tests.fixture.ts';

/** What comes in: whole, in one piece, and within the quota. */
export function appendingContract(store: () => RepairableMailStore, engine: () => SqlEngine): void {
  withAccount(
    store,
    'an appended message comes back byte for byte, with what FETCH sends of it',
    async (account, inbox) => {
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
    },
  );

  test('a delivery comes with its copies or not at all, and once under one name', async () => {
    const account = await store().account(randomUUID());
    const { folderId: inbox } = await account.folder('INBOX');
    const { folderId: other } = await account.createFolder('Other');
    const bytes = letter(1);
    const deliver = async (copies: readonly number[], once: string | null) =>
      await account.deliver(
        inbox,
        { message: await stage(account, bytes), flags: { bits: flagBits.seen, keywords: ['Work'] } },
        { copies, once },
      );
    await refuses(deliver([other, 4711], 'first'), 'folder-not-found');
    assert.deepEqual([await uidsIn(account, inbox), await uidsIn(account, other)], [[], []]);
    const contents = [];
    for (const [copies, once] of [
      [[other], 'first'],
      [[other], 'first'],
      [[], 'second'],
      [[], null],
      [[], null],
    ] as const)
      contents.push(await deliver(copies, once));
    const filed = (await rows(account, inbox)).map(({ contentId }) => contentId);
    assert.deepEqual(contents, [filed[0], 'done-before', ...filed.slice(1)]);
    assert.deepEqual([await uidsIn(account, inbox), await uidsIn(account, other)], [[1, 2, 3, 4], [1]]);
    const copied = await account.openFolder(other, { claimRecent: false });
    assert.equal(copied.flagBits[0], flagBits.seen);
    assert.deepEqual(copied.keywordSets[copied.keywordSet[0] ?? -1], ['Work']);
    const [copy] = await rows(account, other);
    assert.deepEqual(await bytesOfContent(account, copy?.contentId ?? 0), bytes);
    assert.equal((await account.quota()).messages, 5);
    assert.equal((await account.quota()).sizeBytes, 5 * bytes.length);
    assert.deepEqual(await collected(store().verify(account.accountId)), []);
  });

  test('a delivery is asked about what came into its thread within the hour, where its Message-ID is known', async () => {
    const account = await store().account(randomUUID());
    const { folderId: inbox } = await account.folder('INBOX');
    const { folderId: junk } = (await account.listFolders()).find(({ specialUse }) => specialUse === 'junk') ?? {};
    const asked: (readonly number[])[] = [];
    const deliver = async (folderId: number, id: string, isSecond: boolean, once: string | null = null, more = '') => {
      const bytes = Buffer.from(`Message-ID: <${id}@a.test>\r\n${more}Subject: ${id}\r\n\r\nx\r\n`);
      const isSecondCopy = async (contentIds: readonly number[]) => {
        asked.push(contentIds);
        return isSecond;
      };
      const message = { message: await stage(account, bytes), flags: { bits: 0, keywords: [] } };
      return await account.deliver(folderId, message, { once, isSecondCopy });
    };
    const first = await deliver(inbox, 'one', true);
    assert.equal(await deliver(inbox, 'one', true), 'second-copy');
    const second = await deliver(inbox, 'one', false, 'named');
    assert.equal(await deliver(inbox, 'one', true, 'named'), 'done-before');
    await deliver(inbox, 'answer', true, null, 'In-Reply-To: <later@a.test>\r\n');
    const answered = await deliver(inbox, 'later', false);
    await deliver(junk ?? 0, 'forged', true);
    await deliver(inbox, 'forged', true);
    // Of another size it is another message, and nobody is asked.
    await deliver(inbox, 'one', true, null, `X-Large: ${'x'.repeat(70_000)}\r\n`);
    assert.equal(typeof answered, 'number');
    assert.deepEqual(
      asked.map((ids) => ids.toSorted((a, b) => a - b)),
      [[first], [first], [(answered as number) - 1]],
    );
    assert.ok((second as number) > (first as number));
    assert.deepEqual(await uidsIn(account, inbox), [1, 2, 3, 4, 5, 6]);
    assert.deepEqual(await collected(store().verify(account.accountId)), []);
  });

  withAccount(
    store,
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

  withAccount(store, 'a message discarded half way or after finish leaves nothing behind', async (account, inbox) => {
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

  withAccount(store, 'several messages are appended all or none (RFC 3502)', async (account, inbox) => {
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

  withAccount(store, 'of many large messages that come together most wait in the store', async (account, inbox) => {
    const waiting = (): Promise<number> => waitingContents(engine(), account);
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
    store,
    'of messages that come together what is here is in the store before the last has come',
    async (account, inbox) => {
      const waiting = (): Promise<number> => waitingContents(engine(), account);
      const come = async (count: number, size: number) => {
        const together = new ComingTogether();
        const begun: IncomingMessage[] = [];
        const taken: { readonly bytes: Buffer; readonly message: StagedMessage }[] = [];
        for (let i = 0; i < count; i++) {
          const incoming = await account.beginMessage({ together });
          begun.push(incoming);
          const bytes = Buffer.concat([letter(i), randomBytes(size)]);
          await incoming.write(bytes);
          taken.push({ bytes, message: await incoming.finish() });
        }
        const messages = taken.map(({ message }) => ({ message, flags: { bits: 0, keywords: [] } }));
        return {
          taken,
          append: async () => await account.append(inbox, messages),
          end: async () => {
            for (const incoming of begun) await incoming.discard();
          },
        };
      };
      const several = await come(40, 60_000);
      assert.ok((await waiting()) >= 20);
      await account.setQuota(2_000_000);
      await refuses(several.append(), 'over-quota');
      await account.setQuota(null);
      assert.equal((await several.append()).uids.length, 40);
      await several.end();
      assert.equal(await waiting(), 0);
      const [one, given] = [await come(1, 900_000), await come(3, 1_500_000)];
      assert.equal((await one.append()).uids.length, 1);
      // The first two are in the store as any are that have more than a megabyte; so is what came of the third.
      assert.equal(await waiting(), 3);
      await given.end();
      const found = await rows(account, inbox);
      const sent = [...several.taken, ...one.taken];
      assert.equal(found.length, sent.length);
      for (const [index, row] of found.entries())
        assert.ok((await bytesOfContent(account, row.contentId)).equals(sent[index]?.bytes ?? Buffer.alloc(0)));
      assert.equal(await waiting(), 0);

      // As after a commit that failed, or a sweep under a clock that jumped by a day.
      const lost = await come(40, 60_000);
      await engine()
        .account(account.accountId)
        .write(async (writer) => {
          for (const table of ['content_pieces', 'contents'])
            await writer.run(
              `DELETE FROM ${table} WHERE account = ? AND content_id IN (
                 SELECT MAX(content_id) FROM contents WHERE account = ? AND refs = 0)`,
              writer.account,
              writer.account,
            );
        });
      await refuses(lost.append(), 'storage-unavailable');
      await lost.end();
      assert.equal(await waiting(), 0);
      assert.equal((await account.quota()).messages, sent.length);
    },
  );

  withAccount(
    store,
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
    store,
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
}

/** Contents in the store that stand in no folder. */
async function waitingContents(engine: SqlEngine, account: AccountStore): Promise<number> {
  const found = await engine
    .account(account.accountId)
    .read(
      async (reader) =>
        await reader.all('SELECT content_id FROM contents WHERE account = ? AND refs = 0', reader.account),
    );
  return found.length;
}
