import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccountStore, MessageRow } from '../../domain/mail/account-store.ts';
import { type UidSet, uidSetHas } from '../../domain/mail/uid-set.ts';
import { ReadAhead } from './read-ahead.ts';

/** As a store has them: pages in the order of UIDs, of at most 256 KB of contents; larger contents do not come with rows. */
function storeOf(sizes: ReadonlyMap<number, number>): { asked: UidSet[]; messages: AccountStore['messages'] } {
  const asked: UidSet[] = [];
  return {
    asked,
    async *messages(_folderId, wanted) {
      asked.push(wanted);
      let page: MessageRow[] = [];
      let bytes = 0;
      for (const [uid, size] of [...sizes].sort(([a], [b]) => a - b)) {
        if (!uidSetHas(wanted, uid)) continue;
        const isSmall = size <= 65_536;
        bytes += isSmall ? size : 0;
        if (page.length > 0 && bytes > 256 * 1024) {
          yield page;
          [page, bytes] = [[], size];
        }
        page.push({ uid, content: isSmall ? Buffer.alloc(size, uid) : null } as unknown as MessageRow);
      }
      if (page.length > 0) yield page;
    },
  };
}

async function reads(sizes: readonly number[], newestFirst: boolean): Promise<number> {
  const uids = sizes.map((_, at) => 10 + 3 * at);
  const store = storeOf(new Map(uids.map((uid, at) => [uid, sizes[at] as number])));
  const [inOrder, storedBytes] = newestFirst ? [uids.toReversed(), sizes.toReversed()] : [uids, sizes];
  const ahead = new ReadAhead(store, 1, {
    uids: Uint32Array.from(inOrder),
    storedBytes: Uint32Array.from(storedBytes),
  });
  for (const [at, uid] of inOrder.entries()) {
    const size = storedBytes[at] as number;
    const content = await ahead.contentOf({ number: at + 1, uid, storedBytes: size });
    // The first is nobody's next one.
    if (at === 0 || size > 65_536) assert.equal(content, null);
    else assert.deepEqual(content, Buffer.alloc(size, uid));
  }
  return store.asked.length;
}

test('16 at once, then 64', async () => {
  assert.equal(
    await reads(
      Array.from({ length: 1 + 16 + 64 + 64 }, () => 100),
      false,
    ),
    3,
  );
});

for (const newestFirst of [false, true]) {
  const order = newestFirst ? 'the newest first' : 'the oldest first';
  test(`no more is read than a page holds, each message once: ${order}`, async () => {
    // Of 40 KB six are 240 KB.
    assert.equal(
      await reads(
        Array.from({ length: 1 + 60 }, () => 40_960),
        newestFirst,
      ),
      10,
    );
  });

  test(`what is streamed is not read ahead, and what follows is: ${order}`, async () => {
    assert.equal(await reads([100, 100, 70_000, 100, 100, 300_000, 100, 100], newestFirst), 2);
  });
}

test('nothing is read for who jumps', async () => {
  const store = storeOf(new Map([1, 2, 3, 4, 5].map((uid) => [uid, 10])));
  const ahead = new ReadAhead(store, 1, {
    uids: Uint32Array.of(1, 2, 3, 4, 5),
    storedBytes: new Uint32Array(5).fill(10),
  });
  for (const number of [1, 3, 5, 2, 1]) assert.equal(ahead.contentOf({ number, uid: number, storedBytes: 10 }), null);
  assert.deepEqual(store.asked, []);
});
