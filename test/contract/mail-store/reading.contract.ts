import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { HeaderCutter } from '@relais/mime';
import type { RepairableMailStore } from '../../../server/src/domain/mail/mail-store.ts';
import type { SqlEngine } from '../../../server/src/storage/sql-engine.ts';
import { allUids, appendLetters, collected, letter, stage } from '../message.fixture.ts';
import { rows, withAccount } from './account-tests.fixture.ts';

/** What sessions see of messages: threads, recent ones, rows, lists. */
export function readingContract(store: () => RepairableMailStore, engine: () => SqlEngine): void {
  withAccount(store, 'messages are recent for the first who claims them (RFC 3501 §2.3.2)', async (account, inbox) => {
    await appendLetters(account, inbox, 2);
    assert.equal((await account.openFolder(inbox, { claimRecent: false })).status.firstRecentUid, 1);
    assert.equal((await account.openFolder(inbox, { claimRecent: true })).status.firstRecentUid, 1);
    assert.equal((await account.openFolder(inbox, { claimRecent: true })).status.firstRecentUid, 3);
    await appendLetters(account, inbox, 1);
    assert.equal((await account.claimRecent(inbox)).firstRecentUid, 3);
    assert.equal((await account.claimRecent(inbox)).firstRecentUid, 4);
  });

  withAccount(
    store,
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

  withAccount(store, 'a set of single UIDs far apart finds them all, in order', async (account, inbox) => {
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
    store,
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
    store,
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
    store,
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
}
