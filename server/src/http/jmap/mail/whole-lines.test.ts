import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wholeLines } from './whole-lines.ts';

async function through(...chunks: readonly string[]): Promise<string> {
  const pieces: Uint8Array[] = [];
  async function* content(): AsyncGenerator<Uint8Array> {
    for (const chunk of chunks) yield Buffer.from(chunk, 'latin1');
  }
  for await (const piece of wholeLines(content())) pieces.push(piece);
  return Buffer.concat(pieces).toString('latin1');
}

test('every line end becomes CRLF wherever a chunk ends, and nothing else changes', async () => {
  for (const [given, whole] of [
    ['a\r\nb\r\n', 'a\r\nb\r\n'],
    ['a\nb\n', 'a\r\nb\r\n'],
    ['a\rb\r', 'a\r\nb\r\n'],
    ['a\r\r\n\nb', 'a\r\n\r\n\r\nb'],
    ['a\n.\nMAIL FROM:<x@y.test>\n', 'a\r\n.\r\nMAIL FROM:<x@y.test>\r\n'],
    ['\xe9\0\xff', '\xe9\xff'],
    ['', ''],
  ] as const) {
    assert.equal(await through(given), whole);
    for (let at = 0; at <= given.length; at += 1)
      assert.equal(await through(given.slice(0, at), given.slice(at)), whole, JSON.stringify([given, at]));
    assert.equal(await through(...given), whole);
  }
});
