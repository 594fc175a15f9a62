import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { envelopeOf } from './envelope.ts';
import { MessageScanner, scanMessage } from './message-scanner.ts';
import { fieldValue, type MessageStructure, type MimePart } from './mime-part.ts';
import { renderBodyStructure } from './render-body-structure.ts';
import { renderEnvelope } from './render-envelope.ts';
import { deserializeStructure, serializeStructure } from './structure-bytes.ts';
import { samples } from './sample-messages.fixture.ts';

const crlf = (text: string): Buffer => Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1');

/** A part as `type/subtype "body"`, its parts indented. */
function outline(message: Buffer, part: MimePart, indent = ''): string[] {
  const body = message.toString('latin1', part.bodyStart, part.bodyEnd);
  const own =
    part.children.length > 0 || part.message
      ? `${indent}${part.type}/${part.subtype}`
      : `${indent}${part.type}/${part.subtype} ${JSON.stringify(body)}`;
  const inside = part.message ? [part.message.structure.root] : part.children;
  return [own, ...inside.flatMap((child) => outline(message, child, `${indent}  `))];
}

const tree = (message: Buffer): string[] => outline(message, scanMessage(message).root);

test('a message without MIME fields is text/plain in US-ASCII (RFC 2045 §5.2)', () => {
  const message = crlf('From: a@b\nSubject: x\n\nHello\nyou\n');
  const { root, header, sizeBytes } = scanMessage(message);
  assert.equal(sizeBytes, message.length);
  assert.deepEqual(
    header.map((field) => [field.name, field.start, field.end, field.value?.toString()]),
    [
      ['from', 0, 11, ' a@b'],
      ['subject', 11, 23, ' x'],
    ],
  );
  assert.equal(root.bodyStart, 25);
  assert.equal(root.bodyEnd, message.length);
  assert.equal(root.sizeBytes, 12);
  assert.equal(root.lines, 2);
  assert.deepEqual(root.parameters, [{ name: 'charset', value: 'us-ascii' }]);
});

test('the line break before a boundary belongs to the boundary (RFC 2046 §5.1.1)', () => {
  assert.deepEqual(
    tree(
      crlf(
        'Content-Type: multipart/mixed; boundary="simple boundary"\n\npreamble\n--simple boundary\n\n' +
          'no line break at the end\n--simple boundary\nContent-type: text/plain; charset=us-ascii\n\n' +
          'with one\n\n--simple boundary--\nepilogue\n',
      ),
    ),
    ['multipart/mixed', '  text/plain "no line break at the end"', '  text/plain "with one\\r\\n"'],
  );
});

test('nested multiparts, message/rfc822 and digests', () => {
  const message = crlf(samples.nested);
  assert.deepEqual(tree(message), [
    'multipart/mixed',
    '  multipart/alternative',
    '    text/plain "plain"',
    '    text/html "<p>html</p>"',
    '  message/rfc822',
    '    multipart/digest',
    '      message/rfc822',
    '        text/plain "first\\r\\n"',
    '      message/rfc822',
    '        text/plain "second"',
    '  image/png "iVBORw0KGgo="',
  ]);
});

for (const [name, message, expected] of [
  [
    'a missing last boundary ends the part with the message',
    'Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\n\ntwo\n',
    ['multipart/mixed', '  text/plain "one"', '  text/plain "two\\n"'],
  ],
  [
    'an inner multipart without its end is ended by the outer boundary',
    'Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: multipart/mixed; boundary=i\n\n--i\n\none\n--o\n\ntwo\n--o--\n',
    ['multipart/mixed', '  multipart/mixed', '    text/plain "one"', '  text/plain "two"'],
  ],
  [
    'of two multiparts with one boundary, the inner ends first',
    'Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b--\n\n--b\n\ntwo\n--b--\n',
    ['multipart/mixed', '  multipart/mixed', '    text/plain "one"', '  text/plain "two"'],
  ],
  [
    'a boundary that begins with another is its own',
    'Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/mixed; boundary=bb\n\n--bb\n\none\n--bb--\n--b\n\ntwo\n--b--\n',
    ['multipart/mixed', '  multipart/mixed', '    text/plain "one"', '  text/plain "two"'],
  ],
  [
    'a boundary in pieces is put together (RFC 2231 §3)',
    'Content-Type: multipart/mixed; boundary*0=a; boundary*1=b\n\n--ab\n\none\n--ab--\n',
    ['multipart/mixed', '  text/plain "one"'],
  ],
  [
    'a multipart without a boundary holds its body as text',
    'Content-Type: multipart/mixed\n\n--b\n\none\n',
    ['multipart/mixed', '  text/plain "--b\\n\\none\\n"'],
  ],
  [
    'a boundary within the header of a part ends the part',
    'Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\n--b\n\ntwo\n--b--\n',
    ['multipart/mixed', '  text/html ""', '  text/plain "two"'],
  ],
  [
    'white space behind a boundary does not matter',
    'Content-Type: multipart/mixed; boundary=b\n\n--b  \n\none\n--b-- \t\n',
    ['multipart/mixed', '  text/plain "one"'],
  ],
  ['an unknown type is kept, a broken one is text/plain', 'Content-Type: foo\n\nx', ['text/plain "x"']],
  ['a carriage return alone is an ordinary byte', 'Subject: a\rb\n\nx\ry\n', ['text/plain "x\\ry\\n"']],
  ['an empty message', '', ['text/plain ""']],
  ['a message/rfc822 without a body', 'Content-Type: message/rfc822\n', ['message/rfc822', '  text/plain ""']],
] as const) {
  test(name, () => assert.deepEqual(tree(Buffer.from(message, 'latin1')), expected));
}

test('lines that are no fields stay in the header, nameless', () => {
  const { header } = scanMessage(crlf('From someone Mon\nSubject : spaced\nbad header line\n\tfolded\nX: y\n\nbody'));
  assert.deepEqual(
    header.map((field) => [field.name, field.value?.toString('latin1') ?? null]),
    [
      ['', null],
      ['subject', ' spaced'],
      ['', null],
      ['x', ' y'],
    ],
  );
});

test('every sample gives the same structure, whatever the chunks', () => {
  for (const [name, text] of Object.entries(samples)) {
    for (const message of [Buffer.from(text, 'latin1'), crlf(text)]) {
      const expected = serialized(scanMessage(message));
      for (let split = 1; split < message.length; split += 1) {
        const scanner = new MessageScanner();
        scanner.push(message.subarray(0, split));
        scanner.push(message.subarray(split));
        assert.ok(serialized(scanner.finish()).equals(expected), `${name} split at ${split}`);
      }
      const scanner = new MessageScanner();
      for (let i = 0; i < message.length; i += 1) scanner.push(message.subarray(i, i + 1));
      assert.ok(serialized(scanner.finish()).equals(expected), `${name} byte by byte`);
    }
  }
});

test('the durable form gives the same envelope and body structure back', () => {
  for (const text of Object.values(samples)) {
    const structure = scanMessage(crlf(text));
    const again = deserializeStructure(serializeStructure(structure));
    assert.deepEqual(renderEnvelope(envelopeOf(again)), renderEnvelope(envelopeOf(structure)));
    for (const extended of [true, false]) {
      assert.deepEqual(
        renderBodyStructure(again.root, { extended }),
        renderBodyStructure(structure.root, { extended }),
      );
    }
    assert.deepEqual(
      again.header.map(({ name, start, end }) => ({ name, start, end })),
      structure.header.map(({ name, start, end }) => ({ name, start, end })),
    );
    assert.ok(serializeStructure(again).equals(serializeStructure(structure)));
  }
});

test('a durable form of another version, or damaged, is refused with a reason', () => {
  const bytes = serializeStructure(scanMessage(crlf(samples.nested)));
  assert.throws(() => deserializeStructure(Buffer.from([9])), /version 9; this program reads version 1/);
  assert.throws(() => deserializeStructure(bytes.subarray(0, bytes.length - 3)), /damaged at byte/);
});

const pieces = [
  'Content-Type: multipart/mixed; boundary=b\n',
  'Content-Type: multipart/digest; boundary="bb"\r\n',
  '--b\n',
  '--b--\r\n',
  '--bb\r\n',
  '--bb--\n',
  '\n',
  '\r\n',
  '\r',
  'Content-Type: message/rfc822\n',
  ' folded\n',
  'text',
  '--',
  '-',
  ':',
  'From: a <b@c>, g: x@y;\n',
  'Content-Disposition: attachment; filename*0=x\n',
  '\0',
  '\xe9',
  'Subject: =?utf-8?q?x?=\n',
];
const anyMessage = fc.oneof(
  fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
  fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((list) => Buffer.from(list.join(''), 'latin1')),
);

test('any bytes give a structure whose parts lie within one another, in any chunks', () => {
  fc.assert(
    fc.property(anyMessage, fc.array(fc.nat(50), { maxLength: 20 }), (message, sizes) => {
      const structure = scanMessage(message);
      checkNesting(structure, message.length);
      const scanner = new MessageScanner();
      let at = 0;
      for (const size of sizes) {
        scanner.push(message.subarray(at, at + size));
        at += size;
      }
      scanner.push(message.subarray(at));
      assert.ok(serialized(scanner.finish()).equals(serialized(structure)));
      assertLegal(renderBodyStructure(structure.root, { extended: true }));
      assertLegal(renderEnvelope(envelopeOf(structure)));
      const again = deserializeStructure(serialized(structure));
      assert.ok(serialized(again).equals(serialized(structure)));
      assert.deepEqual(envelopeOf(again), envelopeOf(structure));
      assert.deepEqual(fieldValue(again.header, 'date'), fieldValue(structure.header, 'date'));
    }),
    { numRuns: 1_500 },
  );
});

test('hostile messages stay within the caps', () => {
  const deep = Array.from({ length: 500 }, (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\n\n--b${i}\n`).join(
    '',
  );
  const deepMessages = 'Content-Type: message/rfc822\n\n'.repeat(5_000);
  const wide = `Content-Type: multipart/mixed; boundary=b\n\n${'--b\n\nx\n'.repeat(20_000)}`;
  const endless = `Subject: ${'x'.repeat(3_000_000)}`;
  const fields = 'A: b\n'.repeat(200_000);
  const parameters = `Content-Type: text/plain; ${'a*0*=x; '.repeat(5_000)}\n\n`;
  const addresses = `To: ${'a@b, '.repeat(50_000)}\n\n`;
  for (const text of [deep, deepMessages, wide, endless, fields, parameters, addresses, '--b\n'.repeat(500_000)]) {
    const message = Buffer.from(text);
    const structure = scanMessage(message);
    checkNesting(structure, message.length);
    const envelope = renderEnvelope(envelopeOf(structure));
    const body = renderBodyStructure(structure.root, { extended: true });
    assert.ok(envelope.length + body.length < 2_000_000, `${envelope.length} and ${body.length} bytes`);
    assert.ok(serialized(structure).length < 2_500_000);
  }
});

test('beyond the part cap the rest is text of the last part', () => {
  const message = Buffer.from('Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\n\ntwo\n--b--\n');
  const { root } = scanMessage(message, { maxParts: 2 });
  assert.deepEqual(outline(message, root), ['multipart/mixed', '  text/plain "one\\n--b\\n\\ntwo\\n--b--\\n"']);
});

test('beyond the field cap the header still ends where it ends', () => {
  const message = Buffer.from('A: 1\nB: 2\nC: 3\nD: 4\n\nbody');
  const { root, header } = scanMessage(message, { maxHeaderFields: 2 });
  assert.deepEqual(
    header.map(({ name, start, end }) => [name, start, end]),
    [
      ['a', 0, 5],
      ['b', 5, 10],
      ['', 10, 20],
    ],
  );
  assert.equal(root.bodyStart, 21);
});

function serialized(structure: MessageStructure): Buffer {
  return serializeStructure(structure);
}

function checkNesting(structure: MessageStructure, end: number): void {
  assert.equal(structure.sizeBytes, end);
  const check = (part: MimePart, from: number, to: number): void => {
    assert.ok(from <= part.headerStart && part.headerStart <= part.bodyStart, 'header');
    assert.ok(part.bodyStart <= part.bodyEnd && part.bodyEnd <= to, 'body');
    assert.equal(part.sizeBytes, part.bodyEnd - part.bodyStart);
    assert.ok(part.lines >= 0 && part.lines <= part.sizeBytes);
    if (part.type === 'multipart') assert.ok(part.children.length > 0);
    let at = part.bodyStart;
    for (const child of part.children) {
      check(child, at, part.bodyEnd);
      at = child.bodyEnd;
    }
    if (part.message) {
      assert.equal(part.message.structure.root.headerStart, part.bodyStart);
      check(part.message.structure.root, part.bodyStart, part.bodyEnd);
      assert.equal(part.message.structure.root.bodyEnd, part.bodyEnd);
    }
  };
  check(structure.root, 0, end);
  assert.equal(structure.root.bodyEnd, end);
}

/** IMAP data: parentheses balance, quoted strings are 7-bit on one line, literals are as long as they say. */
function assertLegal(bytes: Buffer): void {
  const text = bytes.toString('latin1');
  let depth = 0;
  for (let i = 0; i < text.length; ) {
    const quoted = /^"(?:[^"\\\r\n\0\x80-\xff]|\\["\\])*"/.exec(text.slice(i, i + 70_000));
    const literal = /^\{(\d+)\}\r\n/.exec(text.slice(i, i + 20));
    if (quoted) i += quoted[0].length;
    else if (literal) {
      const end = i + literal[0].length + Number(literal[1]);
      assert.ok(end <= text.length && !text.slice(i, end).includes('\0'));
      i = end;
    } else {
      assert.match(text[i] as string, /[()NIL0-9 ]/);
      depth += text[i] === '(' ? 1 : text[i] === ')' ? -1 : 0;
      i += 1;
      assert.ok(depth > 0 || i === text.length);
    }
  }
  assert.equal(depth, 0);
}
