import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SearchKey } from '@relais/imap-codec';
import fc from 'fast-check';
import { openedStore } from '../../../domain/mail/opened-store.fixture.ts';
import type { Output } from '../output.ts';
import { SelectedFolder } from '../selected-folder.ts';
import { searchMessages } from './search-messages.ts';

/** A message that has some of the fields X-0 to X-9. */
interface Fields {
  readonly [field: string]: string;
}

type Tree =
  | { readonly field: string; readonly text: string }
  | { readonly not: Tree }
  | { readonly or: readonly [Tree, Tree] }
  | { readonly and: readonly Tree[] };

function holds(tree: Tree, message: Fields): boolean {
  if ('field' in tree) return message[tree.field]?.includes(tree.text) ?? false;
  if ('not' in tree) return !holds(tree.not, message);
  if ('or' in tree) return tree.or.some((each) => holds(each, message));
  return tree.and.every((each) => holds(each, message));
}

function keyOf(tree: Tree): SearchKey {
  if ('field' in tree) return { key: 'HEADER', field: tree.field, text: Buffer.from(tree.text) };
  if ('not' in tree) return { key: 'NOT', of: keyOf(tree.not) };
  if ('or' in tree) return { key: 'OR', left: keyOf(tree.or[0]), right: keyOf(tree.or[1]) };
  return { key: 'AND', keys: tree.and.map(keyOf) };
}

const field = fc.integer({ min: 0, max: 9 }).map((number) => `X-${number}`);
const text = fc.constantFrom('', 'one', 'two', 'three', 'tw');
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 6 },
    fc.record({ field, text }),
    fc.record({ not: tie('tree') }),
    fc.record({ or: fc.tuple(tie('tree'), tie('tree')) }),
    fc.record({ and: fc.array(tie('tree'), { minLength: 1, maxLength: 6 }) }),
  ),
}));
const message = fc.dictionary(field, fc.constantFrom('one', 'two', 'three one'), { maxKeys: 6 });

test('HEADER keys find what they find one by one, however many there are and however they are nested', async (t) => {
  const { account, append } = await openedStore(t);
  const { folderId } = await account.folder('INBOX');
  const messages = fc.sample(message, 40);
  for (const fields of messages)
    await append(
      folderId,
      `${Object.entries(fields)
        .map(([name, value]) => `${name}: ${value}\r\n`)
        .join('')}\r\nx\r\n`,
    );
  let reads = 0;
  const store = new Proxy(account, {
    get(target, name, receiver) {
      if (name === 'search' || name === 'searchEach') reads++;
      return Reflect.get(target, name, receiver);
    },
  });
  const summary = (await account.listFolders()).find((folder) => folder.folderId === folderId);
  assert.ok(summary !== undefined);
  const folder = new SelectedFolder(summary, await account.openFolder(folderId, { claimRecent: false }), false);
  const subject = {
    folder,
    store,
    output: {} as Output,
    nowMs: 0,
    savedSearch: [],
    decode: (bytes: Buffer) => bytes.toString(),
  };
  const search = async (asked: Tree): Promise<readonly number[]> => [...(await searchMessages(subject, keyOf(asked)))];
  const expected = (asked: Tree): readonly number[] =>
    messages.flatMap((fields, at) => (holds(asked, fields) ? [at] : []));
  await fc.assert(fc.asyncProperty(tree, async (asked) => assert.deepEqual(await search(asked), expected(asked))));
  // Three hundred: each was a walk through all messages.
  const hundreds = Array.from(
    { length: 300 },
    (_, at): Tree => ({ field: `X-${at % 13}`, text: at < 290 ? `no${at}` : 'one' }),
  );
  const anyOf = hundreds.reduce((or, each): Tree => ({ or: [or, each] }));
  const noneOf: Tree = { and: hundreds.map((not): Tree => ({ not })) };
  for (const asked of [anyOf, noneOf]) {
    reads = 0;
    assert.deepEqual(await search(asked), expected(asked));
    assert.ok(reads <= 6, `${reads} walks through the messages`);
  }
});
