import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pieceBytes, readContent } from '../../storage/content-store.ts';
import type { Scope } from '../../storage/sql-engine.ts';
import { KeptPieces } from './kept-pieces.ts';
import { bodyTexts, structureOf } from './message-texts.ts';
import { openedStore } from './opened-store.fixture.ts';

/** Thousands of small parts and one that fits no piece: more than a megabyte. */
const parts = [
  ...Array.from({ length: 1_500 }, (_, n) => `text of part ${n}`),
  `long ${'x'.repeat(pieceBytes)} end`,
  ...Array.from({ length: 1_500 }, (_, n) => `text of later part ${n}`),
];
const message = [
  'Content-Type: multipart/mixed; boundary=b',
  '',
  ...parts.flatMap((text, n) => [
    '--b',
    `Content-Type: text/plain; name=n${n}`,
    `X-Filler: ${'-'.repeat(60)}`,
    '',
    text,
  ]),
  '--b--',
  '',
].join('\r\n');

test('a message of thousands of parts is read piece by piece, however small its parts', async (t) => {
  const { account, scope, append } = await openedStore(t);
  await append((await account.folder('INBOX')).folderId, message);
  const row = await scope.read((reader) =>
    reader.get<{ content_id: number; structure: Uint8Array }>(
      'SELECT content_id, structure FROM contents WHERE account = ? AND refs > 0',
      reader.account,
    ),
  );
  assert.ok(row !== undefined);
  let reads = 0;
  const counting: Scope = {
    ...scope,
    read: async (work) => {
      reads++;
      return await scope.read(work);
    },
  };
  const bytes = new KeptPieces((range) => readContent(counting, row.content_id, range), message.length);
  const found: string[] = [];
  for await (const text of bodyTexts(bytes, structureOf(row.structure), true)) found.push(text);
  // RFC 9051 §6.4.4: the fields of every part, then names and texts.
  assert.deepEqual(
    found.filter((text) => /^(?:text|long)/.test(text)),
    parts,
  );
  assert.equal(found.filter((text) => text.startsWith('x-filler: ')).length, parts.length);
  const pieces = Math.ceil(message.length / pieceBytes);
  // Once for the fields and once for the texts; what lies across two pieces is read with both.
  assert.ok(reads <= 6 * pieces, `${reads} reads of ${pieces} pieces`);
});
