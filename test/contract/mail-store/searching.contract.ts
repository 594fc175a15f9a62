import assert from 'node:assert/strict';
import type { TextQuery } from '../../../server/src/domain/mail/account-store.ts';
import type { RepairableMailStore } from '../../../server/src/domain/mail/mail-store.ts';
import type { SqlEngine } from '../../../server/src/storage/sql-engine.ts';
import { allUids, appendLetters, letter, stage } from '../message.fixture.ts';
import { withAccount } from './account-tests.fixture.ts';

/** What SEARCH finds, with and without an index. */
export function searchingContract(store: () => RepairableMailStore, engine: () => SqlEngine): void {
  withAccount(
    store,
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
    store,
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
        'content-type: application/pdf',
      ];
      const ask = async (): Promise<unknown> => {
        const found: (readonly number[])[] = [];
        const asked: TextQuery[] = [];
        for (const value of [...queries, 'bilan', '2 été.pdf', 'ICH, fa', 'xxxxxxxx', 'nothing at all'])
          for (const where of ['body', 'text', { headerField: 'X-Ticket' }] as const)
            for (const fuzzy of [false, true]) asked.push({ where, value, fuzzy });
        for (const headerField of ['Subject', 'X-Ticket', 'X-None', 'Mime-Version'])
          for (const value of ['', '1', 'letter 1', 'et1']) asked.push({ where: { headerField }, value });
        for (const query of asked) found.push(await account.search(inbox, allUids, query));
        // Whether one looks for them one by one or all at once.
        assert.deepEqual(await account.searchEach(inbox, allUids, asked), found);
        return found;
      };
      // Each body twice: what is searched without an index is read and decoded, hundreds of times.
      await append(0, 14);
      const without = await ask();
      await account.indexTexts();
      assert.deepEqual(await ask(), without);
      await append(14, 19);
      const half = await ask();
      await account.indexTexts();
      await account.indexTexts();
      assert.deepEqual(await ask(), half);
      const of = async (value: string, fuzzy = false): Promise<readonly number[]> =>
        await account.search(inbox, [{ first: 1, last: 7 }], { where: 'body', value, fuzzy });
      assert.deepEqual(await of('東京'), [3]);
      assert.deepEqual(await of('bilan 3'), [4]);
      assert.deepEqual(await of('application/pdf'), [], 'headers of parts are for TEXT');
      const inHeaders = await account.search(inbox, [{ first: 1, last: 7 }], {
        where: 'text',
        value: 'application/pdf',
      });
      assert.equal(inHeaders.length, 7);
      assert.deepEqual(await of('zurich'), [], 'SEARCH is exact');
      assert.deepEqual(await of('FACADE zurich', true), [1], 'FUZZY is not');
      assert.deepEqual(await of('lait cafe', true), [2]);
    },
  );

  withAccount(
    store,
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

  withAccount(store, 'what the index denies is not read, and it goes with its messages', async (account, inbox) => {
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
    // From the beginning again, as a migration asks that changes what they hold.
    await scope.write(async (writer) => {
      await writer.run('DELETE FROM search_index_position');
    });
    await account.indexTexts();
    assert.equal((await account.search(inbox, allUids, { where: 'text', value: 'letter' })).length, 3);
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
}
