import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LineEndCheck } from './chunk-decoder.ts';
import { DataDecoder, type LineEndFault } from './data-decoder.ts';

interface Decoded {
  readonly content: string;
  readonly after: string | null;
  readonly fault: LineEndFault | null;
}

function decode(chunks: readonly Uint8Array[]): Decoded {
  const decoder = new DataDecoder();
  let content = '';
  for (const [index, chunk] of chunks.entries()) {
    const { pieces, consumed, ended } = decoder.decode(chunk);
    for (const piece of pieces) content += Buffer.from(piece).toString('latin1');
    if (ended)
      return {
        content,
        fault: decoder.fault,
        after: Buffer.concat([chunk.subarray(consumed), ...chunks.slice(index + 1)]).toString('latin1'),
      };
  }
  return { content, fault: decoder.fault, after: null };
}

function everySplit(text: string, check: (decoded: Decoded) => void): void {
  const bytes = Buffer.from(text, 'latin1');
  for (let at = 0; at <= bytes.length; at += 1) check(decode([bytes.subarray(0, at), bytes.subarray(at)]));
  check(decode(Array.from(bytes, (_, at) => bytes.subarray(at, at + 1))));
}

const content =
  (text: string, after = '') =>
  (decoded: Decoded) =>
    assert.deepEqual(decoded, { content: text, after, fault: null });

test('content ends at CRLF.CRLF and keeps the line end before it (RFC 5321 §4.1.1.4)', () => {
  everySplit('a\r\nb\r\n.\r\nQUIT\r\n', content('a\r\nb\r\n', 'QUIT\r\n'));
  everySplit('.\r\n', content(''));
});

test('the dot that the client doubled is removed, at the start of a line only (RFC 5321 §4.5.2)', () => {
  everySplit('..\r\n..a\r\n.b.\r\na..\r\n...\r\n.\r\n', content('.\r\n.a\r\nb.\r\na..\r\n..\r\n'));
});

test('no other sequence ends the data: each is part of a message that is refused after its real end', () => {
  const variants: readonly (readonly [string, LineEndFault])[] = [
    ['\n.\n', 'bare-lf'],
    ['\n.\r\n', 'bare-lf'],
    ['\r\n.\n', 'bare-lf'],
    ['\r.\r', 'bare-cr'],
    ['\r.\r\n', 'bare-cr'],
    ['\r\n.\r', 'bare-cr'],
    ['\r\n.\r\r\n', 'bare-cr'],
    ['\r\r\n.\r\n', 'bare-cr'],
    ['\n\r\n.\r\n', 'bare-lf'],
  ];
  for (const [variant, fault] of variants) {
    const smuggled = `a${variant}MAIL FROM:<evil@example.org>\r\nRCPT TO:<b@example.test>\r\nDATA\r\nb\r\n.\r\nQUIT\r\n`;
    const realEnd = variant.endsWith('\r\n.\r\n');
    everySplit(smuggled, ({ after, fault: found }) => {
      assert.equal(found, fault, JSON.stringify(variant));
      // `CRLF . CRLF` at the end of a variant is a real end, whatever stands before it.
      assert.equal(after, realEnd ? smuggled.slice(1 + variant.length) : 'QUIT\r\n', JSON.stringify(variant));
    });
  }
});

test('NUL before or within the end makes it no end', () => {
  everySplit('a\r\n\0.\r\nb\r\n.\0\r\nc\r\n.\r\n', content('a\r\n\0.\r\nb\r\n\0\r\nc\r\n'));
});

test('a fault is found in the same content whether it comes by DATA or BDAT, and however it is split', () => {
  const bytes = fc.array(fc.constantFrom('\r', '\n', '\r\n', 'a', '.', '\0'), { maxLength: 12 });
  fc.assert(
    fc.property(bytes, fc.nat(12), (parts, cut) => {
      const text = `${parts.join('')}x\r\n`;
      const check = new LineEndCheck();
      check.feed(Buffer.from(text.slice(0, cut)));
      check.feed(Buffer.from(text.slice(cut)));
      check.finish();
      const bareLf = /(?<!\r)\n/.exec(text)?.index ?? Infinity;
      const bareCr = /\r(?!\n)/.exec(text)?.index ?? Infinity;
      assert.equal(check.fault, bareLf === bareCr ? null : bareLf < bareCr ? 'bare-lf' : 'bare-cr');
    }),
    { numRuns: 500 },
  );
});

test('any content with CRLF line ends comes out as it went in, however it is split', () => {
  const line = fc.string({ maxLength: 8, unit: fc.constantFrom('.', 'a', ' ', '\t', '\0', 'é') });
  fc.assert(
    fc.property(fc.array(line, { maxLength: 6 }), fc.array(fc.nat(60), { maxLength: 4 }), (lines, cuts) => {
      const message = lines.map((text) => `${text}\r\n`).join('');
      const sent = Buffer.from(
        `${lines.map((text) => `${text.startsWith('.') ? '.' : ''}${text}\r\n`).join('')}.\r\nNOOP\r\n`,
        'latin1',
      );
      const at = [0, ...cuts.map((cut) => Math.min(cut, sent.length)).toSorted((a, b) => a - b), sent.length];
      const chunks = at.slice(1).map((end, index) => sent.subarray(at[index], end));
      assert.deepEqual(decode(chunks), { content: message, after: 'NOOP\r\n', fault: null });
    }),
    { numRuns: 500 },
  );
});
