import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LongLines } from './long-lines.ts';

/** The same question, asked line by line of the whole. */
function plainly(text: string): readonly number[] {
  const found: number[] = [];
  let at = 0;
  for (const line of text.split('\n')) {
    if (line.replace(/\r$/, '').length > 998) found.push(at);
    at += line.length + 1;
  }
  return found;
}

test('lines beyond 998 octets are found however the message is cut', () => {
  const long = 'x'.repeat(999);
  for (const text of [
    '',
    'short\r\n',
    `${'x'.repeat(998)}\r\n${'y'.repeat(998)}\r\n`,
    `${long}\r\n`,
    `a\r\n${long}\r\nb\r\n${long.repeat(3)}\r\n${long.repeat(2)}`,
    `${'z\r\n'.repeat(900)}${long}\r\n${'z\r\n'.repeat(900)}`,
    `${long}\r\n\r\n${long}\r\n`,
  ])
    for (const size of [1, 2, 3, 7, 500, 998, 999, 1000, 1001, 65_536]) {
      const lines = new LongLines();
      const found: number[] = [];
      for (let at = 0; at < text.length; at += size) found.push(...lines.in(Buffer.from(text.slice(at, at + size))));
      assert.deepEqual(found, plainly(text), `${text.length} octets by ${size}`);
    }
});
