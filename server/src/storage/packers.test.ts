import assert from 'node:assert/strict';
import { randomBytes, randomInt } from 'node:crypto';
import { test } from 'node:test';
import { zstdDecompressSync } from 'node:zlib';
import { Packers } from './packers.ts';

const mostBytes = 64 * 1024;

/** What cannot be made less, what can a little, and what nearly vanishes. */
function piece(at: number): Buffer {
  const size = at < 3 ? mostBytes : randomInt(1, mostBytes);
  if (at % 3 === 0) return randomBytes(size);
  if (at % 3 === 1) return Buffer.from(randomBytes(size).toString('base64').slice(0, size));
  return Buffer.alloc(size, randomBytes(100));
}

test('what is packed one after the other, and side by side, each comes out as it went in', async () => {
  const packers = new Packers(mostBytes);
  await Promise.all(
    Array.from({ length: 6 }, async () => {
      for (let at = 0; at < 40; at += 1) {
        const bytes = piece(at);
        const packed = await packers.pack(bytes);
        assert.ok(packed.length <= bytes.length + 64);
        assert.ok(zstdDecompressSync(packed).equals(bytes));
      }
    }),
  );
});
