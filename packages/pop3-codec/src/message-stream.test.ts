import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MessageStream, WireSizeCounter } from './message-stream.ts';

/** The message through a stream, in the given chunks; stops where the stream is complete. */
function sent(chunks: readonly Buffer[], bodyLines?: number): string {
  const stream = new MessageStream(bodyLines);
  const out: Buffer[] = [];
  for (const chunk of chunks) {
    if (stream.isComplete) break;
    out.push(...stream.push(chunk));
  }
  return Buffer.concat([...out, ...stream.finish()]).toString('latin1');
}

for (const [what, message, bodyLines, expected] of [
  ['nothing to change', 'A: b\r\n\r\nbody\r\n', undefined, 'A: b\r\n\r\nbody\r\n.\r\n'],
  ['an empty message', '', undefined, '.\r\n'],
  ['a last line without an end', 'A: b\r\n\r\nbody', undefined, 'A: b\r\n\r\nbody\r\n.\r\n'],
  ['lines that begin with a dot (RFC 1939 §3)', '.\r\n..\r\na.b\r\n.c', undefined, '..\r\n...\r\na.b\r\n..c\r\n.\r\n'],
  ['bare LF', 'A: b\n\n.\nx\n', undefined, 'A: b\r\n\r\n..\r\nx\r\n.\r\n'],
  ['CR alone stays', 'a\rb\r\r\n\r', undefined, 'a\rb\r\r\n\r\r\n.\r\n'],
  ['a dot behind a CR alone is no beginning of a line', 'a\r.\r\n', undefined, 'a\r.\r\n.\r\n'],
  ['TOP 0 is header and blank line', 'A: b\r\nC: d\r\n\r\n1\r\n2\r\n', 0, 'A: b\r\nC: d\r\n\r\n.\r\n'],
  ['TOP 1', 'A: b\r\n\r\n1\r\n2\r\n', 1, 'A: b\r\n\r\n1\r\n.\r\n'],
  ['TOP with blank lines in the body', 'A: b\r\n\r\n\r\n\r\n3\r\n', 2, 'A: b\r\n\r\n\r\n\r\n.\r\n'],
  ['TOP beyond the end', 'A: b\r\n\r\n1\r\n.2', 99, 'A: b\r\n\r\n1\r\n..2\r\n.\r\n'],
  ['TOP of a header without a blank line', 'A: b\r\n', 0, 'A: b\r\n.\r\n'],
  ['TOP with bare LF', 'A: b\n\n1\n2\n', 1, 'A: b\r\n\r\n1\r\n.\r\n'],
  ['TOP of a body alone', '\r\n1\r\n2\r\n', 1, '\r\n1\r\n.\r\n'],
] as const) {
  test(`${what}, at every split`, () => {
    const bytes = Buffer.from(message, 'latin1');
    assert.equal(sent([bytes], bodyLines), expected);
    for (let split = 0; split <= bytes.length; split += 1) {
      assert.equal(sent([bytes.subarray(0, split), bytes.subarray(split)], bodyLines), expected, `split at ${split}`);
    }
    assert.equal(
      sent(
        Array.from(bytes, (byte) => Buffer.from([byte])),
        bodyLines,
      ),
      expected,
    );
  });
}

const hostile = fc.array(fc.constantFrom('\r', '\n', '\r\n', '.', 'a', '\r\n.\r\n', '\n.\n'), { maxLength: 40 });

test('the end stands only at the end, and unstuffing gives the message back with CRLF', () => {
  fc.assert(
    fc.property(hostile, fc.array(fc.nat(5)), (pieces, sizes) => {
      const message = Buffer.from(pieces.join(''), 'latin1');
      const chunks: Buffer[] = [];
      let at = 0;
      for (const size of sizes) {
        chunks.push(message.subarray(at, at + size));
        at += size;
      }
      chunks.push(message.subarray(at));
      const wire = sent(chunks);
      assert.equal(wire, sent([message]));
      assert.equal(`\r\n${wire}`.indexOf('\r\n.\r\n'), wire.length - 3);
      const content = wire.slice(0, -3).replace(/(^|\n)\./g, '$1');
      const normal = message.toString('latin1').replace(/\r?\n/g, '\r\n');
      assert.equal(content, normal === '' || normal.endsWith('\n') ? normal : `${normal}\r\n`);
      const counter = new WireSizeCounter();
      for (const chunk of chunks) counter.push(chunk);
      assert.equal(counter.finish(), content.length);
    }),
  );
});

test('an unchanged chunk is given on without a copy', () => {
  const chunk = Buffer.from('line\r\n'.repeat(1_000));
  const out = new MessageStream().push(chunk);
  assert.equal(out.length, 1);
  assert.equal(out[0]?.buffer, chunk.buffer);
});
