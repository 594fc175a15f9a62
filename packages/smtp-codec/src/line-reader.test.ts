import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputBuffer } from './input-buffer.ts';
import { LineReader } from './line-reader.ts';

function readAll(chunks: readonly Uint8Array[], limit = 64): string[] {
  const input = new InputBuffer();
  const reader = new LineReader(input);
  const read: string[] = [];
  for (const chunk of chunks) {
    input.push(chunk);
    for (let line = reader.next(limit); line !== null; line = reader.next(limit)) {
      read.push(line.kind === 'line' ? Buffer.from(line.bytes).toString('latin1') : `!${line.reason}`);
    }
  }
  return read;
}

function everySplit(text: string, expected: readonly string[], limit?: number): void {
  const bytes = Buffer.from(text, 'latin1');
  for (let at = 0; at <= bytes.length; at += 1) {
    assert.deepEqual(readAll([bytes.subarray(0, at), bytes.subarray(at)], limit), expected, `split at ${at}`);
  }
  assert.deepEqual(
    readAll(
      Array.from(bytes, (_, at) => bytes.subarray(at, at + 1)),
      limit,
    ),
    expected,
    'byte by byte',
  );
}

test('lines end with CRLF, wherever the chunks end', () =>
  everySplit('EHLO a\r\n\r\nQUIT\r\n', ['EHLO a', '', 'QUIT']));

test('a line of exactly the limit is accepted, terminator included; one octet more is refused and skipped', () => {
  everySplit(`${'x'.repeat(62)}\r\nNOOP\r\n`, ['x'.repeat(62), 'NOOP']);
  everySplit(`${'x'.repeat(63)}\r\nNOOP\r\n`, ['!too-long', 'NOOP']);
  everySplit(`${'x'.repeat(300)}\r\nNOOP\r\n`, ['!too-long', 'NOOP']);
});

test('a bare LF ends no command: the line is refused and nothing up to the next CRLF is taken for one (RFC 5321 §2.3.8)', () => {
  everySplit('NOOP\nQUIT\r\nRSET\r\n', ['!bare-lf', 'RSET']);
  everySplit('\nQUIT\r\nRSET\r\n', ['!bare-lf', 'RSET']);
});

test('a bare CR and a NUL are refused', () => {
  everySplit('NO\rOP\r\nRSET\r\n', ['!bare-cr', 'RSET']);
  everySplit('NOOP\r\r\nRSET\r\n', ['!bare-cr', 'RSET']);
  everySplit('NO\0OP\r\nRSET\r\n', ['!nul', 'RSET']);
});

test('a client that never ends its line is refused once and holds no memory', () => {
  const input = new InputBuffer();
  const reader = new LineReader(input);
  let refused = 0;
  for (let n = 0; n < 1000; n += 1) {
    input.push(Buffer.alloc(64, 'x'));
    for (let line = reader.next(64); line !== null; line = reader.next(64)) refused += 1;
    assert.ok(input.length <= 64);
  }
  assert.equal(refused, 1);
});
