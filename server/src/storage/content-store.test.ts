import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { packPiece, pieceBytes, plainPiece, unpackPiece } from './content-store.ts';

test('a piece comes out as it went in, packed or not, whatever packing saves', async () => {
  for (const bytes of [
    Buffer.alloc(0),
    Buffer.from('short'),
    Buffer.alloc(pieceBytes, 'x'),
    Buffer.from(randomBytes((pieceBytes / 4) * 3).toString('base64')),
    randomBytes(pieceBytes),
    randomBytes(40_000),
  ]) {
    const packed = await packPiece(bytes);
    assert.ok(packed.data.length <= bytes.length);
    assert.deepEqual(Buffer.from(await unpackPiece(packed)), bytes);
    assert.deepEqual(Buffer.from(await unpackPiece(plainPiece(bytes))), bytes);
  }
});

test('a piece that lost its end is told from a whole one', async () => {
  const packed = await packPiece(Buffer.alloc(pieceBytes, 'x'));
  await assert.rejects(unpackPiece({ ...packed, sizeBytes: pieceBytes + 1 }), /instead of/);
});
