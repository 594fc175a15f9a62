import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeCharset, decodeUnlabelled, textPiecesOf } from './charset.ts';
import { decodeText, readText } from './decode-body.ts';
import { htmlToText } from './html-text.ts';
import { scanMessage } from './message-scanner.ts';
import { previewText } from './preview-text.ts';
import { decodeTransferEncoding, transferDecoder } from './transfer-encoding.ts';

for (const [encoding, body, expected] of [
  [
    'quoted-printable',
    "Now's the time =\r\nfor all folk to come=\r\n to the aid of their country.",
    "Now's the time for all folk to come to the aid of their country.",
  ],
  ['quoted-printable', 'trailing  \t\r\nspace=20\r\n=E9=e9 =zz = x', 'trailing\r\nspace \r\n\xe9\xe9 =zz = x'],
  ['quoted-printable', 'soft=  \r\nbreak=\nbare=', 'softbreakbare'],
  ['base64', 'SGVs\r\nbG8=\r\nafter the end', 'Hello'],
  ['base64', 'S*G-V s\nbG8', 'Hello'],
  ['7bit', 'as=20it is\r\n', 'as=20it is\r\n'],
  ['x-unknown', 'as it is', 'as it is'],
] as const) {
  test(`${encoding} of ${JSON.stringify(body)}, at every split`, () => {
    const bytes = Buffer.from(body, 'latin1');
    assert.equal(decodeTransferEncoding(bytes, encoding).toString('latin1'), expected);
    for (let split = 0; split <= bytes.length; split += 1) {
      const decoder = transferDecoder(encoding);
      const pieces = [decoder.push(bytes.subarray(0, split)), decoder.push(bytes.subarray(split)), decoder.finish()];
      assert.equal(Buffer.concat(pieces).toString('latin1'), expected, `split at ${split}`);
    }
  });
}

test('base64 of any bytes comes back, whatever the chunks', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.integer({ min: 1, max: 7 }), (bytes, size) => {
      const encoded = Buffer.from(Buffer.from(bytes).toString('base64').replace(/.{10}/g, '$&\r\n'));
      const decoder = transferDecoder('base64');
      const pieces: Buffer[] = [];
      for (let i = 0; i < encoded.length; i += size) pieces.push(decoder.push(encoded.subarray(i, i + size)));
      assert.ok(Buffer.concat([...pieces, decoder.finish()]).equals(bytes));
    }),
  );
});

test('a text part is decoded from its charset', async () => {
  const { root } = scanMessage(
    Buffer.from('Content-Type: text/plain; charset=windows-1252\nContent-Transfer-Encoding: quoted-printable\n\n'),
  );
  assert.equal(await decodeText(root, Buffer.from('=80 caf=E9')), '€ café');
});

test('HTML becomes its words', () => {
  assert.equal(
    htmlToText(
      '<html><head><title>no</title><style>p{}</style></head><body><p>One&nbsp;&amp; <b>t</b>wo</p><script>x<y</script><!-- no -->' +
        '<div>3 &lt; 4 &#233;&#xe9; &unknown; a < b</div><img alt="x"',
    ),
    'One & two 3 < 4 éé &unknown; a < b',
  );
  assert.equal(htmlToText('<head><style>x</style><body>forgotten end'), 'forgotten end');
});

test('hostile HTML takes linear time', () => {
  for (const html of [
    '<'.repeat(200_000),
    '<!--'.repeat(50_000),
    '<style>'.repeat(20_000),
    '&'.repeat(200_000),
    '<a'.repeat(60_000),
  ]) {
    assert.equal(typeof htmlToText(html), 'string');
  }
});

const preview = (message: string): Promise<string> => {
  const bytes = Buffer.from(message);
  return previewText(scanMessage(bytes), (start, end) => bytes.subarray(start, end));
};

test('the preview is the first text, white space folded, at most 200 characters (RFC 8970 §3.1)', async () => {
  assert.equal(await preview('Subject: x\n\n  Hello\n\n\tthere  \n'), 'Hello there');
  assert.equal(await preview(`Subject: x\n\n${'\n'.repeat(2_000)}at last`), 'at last');
  assert.equal((await preview(`Subject: x\n\n${`word${' '.repeat(40)}`.repeat(80)}`)).length, 199);
  assert.equal([...(await preview(`Content-Type: text/plain; charset=utf-8\n\n${'é😀'.repeat(500)}`))].length, 200);
  assert.equal(
    await preview(
      'Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>html</p>\n--b\n\nplain\n--b--\n',
    ),
    'plain',
  );
  assert.equal(
    await preview(
      'Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Disposition: attachment\n\nno\n--b\n\n \n--b\nContent-Type: text/html\n\n<p>yes</p>\n--b--\n',
    ),
    'yes',
  );
  assert.equal(await preview('Content-Type: image/png\n\nx'), '');
});

test('UTF-8 that was cut or damaged is still UTF-8; text of Windows-1252 is not', () => {
  const cut = Buffer.from('Grüße an alle, Ostergrüße').subarray(0, -1);
  assert.equal(decodeCharset(Buffer.concat([cut, Buffer.from([0xc3])]), 'utf-8'), 'Grüße an alle, Ostergrüß\ufffd');
  assert.equal(decodeCharset(Buffer.from('caf\xc3\xa9 \xe9', 'latin1'), 'utf-8'), 'café \ufffd');
  assert.equal(decodeCharset(Buffer.from('Gr\xfc\xdfe', 'latin1'), 'utf-8'), 'Grüße');
  // "é" of Windows-1252 before a byte that continues nothing.
  assert.equal(decodeUnlabelled(Buffer.from('d\xe9j\xe0 vu \xc3\xa9', 'latin1')), 'déjà vu Ã©');
});

test('UTF-7 (RFC 2152) is read wherever it is cut, its plus sign and its unfinished sequences too', async () => {
  for (const [written, text] of [
    ['A+ImIDkQ.', 'A\u2262\u0391.'],
    ['Hi Mom -+Jjo--!', 'Hi Mom -\u263a-!'],
    ['+ZeVnLIqe-', '\u65e5\u672c\u8a9e'],
    ['Item 3 is +AKM-1.', 'Item 3 is £1.'],
    ['1 +- 1 = 2; +2D3eAA-', '1 + 1 = 2; \u{1f600}'],
    ['+AGE-+AGE', 'aa'],
    ['caf\xe9', 'caf\ufffd'],
    ['+', ''],
  ] as const) {
    const bytes = Buffer.from(written, 'latin1');
    for (const charset of ['utf-7', 'UTF7', 'unicode-1-1-utf-7']) assert.equal(decodeCharset(bytes, charset), text);
    for (let at = 0; at <= bytes.length; at++) {
      const pieces = [bytes.subarray(0, at), bytes.subarray(at)];
      assert.equal(await readInPieces(pieces, 'utf-7'), text, `${written} cut at ${at}`);
    }
  }
});

test('a text is the same in pieces as whole, in every charset', async () => {
  for (const [charset, bytes] of [
    ['utf-8', Buffer.from('Grüße 😀')],
    ['windows-1252', Buffer.from('Gr\xfc\xdfe \x80', 'latin1')],
    ['gb18030', Buffer.from('c4e3bac3203935', 'hex')],
    ['iso-2022-jp', Buffer.from('\x1b$B$3$s\x1b(B!', 'latin1')],
    ['iso-2022-jp', Buffer.from('\x1b(B\x1b$B$3\x1b(J\x1b(B\x1b$B$s\x1b$@\x1b(B', 'latin1')],
    ['iso-2022-kr', Buffer.from('\x1b$)C\x0e>H3g\x0f, \x0eGQ1[\x0f\n\xc7\xd1', 'latin1')],
    ['iso-2022-cn-ext', Buffer.from('\x1b$)A\x0eDc\x1b$*H\x1bN!!\x1b$)E:C\n\x1b$+Ia\x1b$)', 'latin1')],
    ['hz-gb-2312', Buffer.from('~~{~{VP~\r\nND~}~\r\n~x~\r', 'latin1')],
    ['shift_jis', Buffer.from('82b182f1', 'hex')],
    ['utf-16', Buffer.from('\ufeffGrüße', 'utf16le')],
    ['x-unheard-of', Buffer.from('Grüße')],
  ] as const) {
    const whole = decodeCharset(bytes, charset);
    for (let at = 0; at <= bytes.length; at++)
      assert.equal(await readInPieces([bytes.subarray(0, at), bytes.subarray(at)], charset), whole, `${charset} ${at}`);
  }
});

test('escapes of ISO-2022-JP that say nothing are no fault (RFC 1468)', () => {
  for (const [written, text] of [
    ['\x1b$B$3\x1b(B\x1b$B$s\x1b(B', 'こん'],
    ['\x1b(B\x1b$B$3\x1b(J\x1b(B!', 'こ!'],
    ['\x1b$B\x1b(B', ''],
    ['a\x1b$B$3', 'aこ'],
    ['a\x1b', 'a\ufffd'],
  ] as const)
    assert.equal(decodeCharset(Buffer.from(written, 'latin1'), 'iso-2022-jp'), text, written);
});

test('ISO-2022-KR, ISO-2022-CN and HZ are read, and what is wrong with them stays in its place (RFC 1557, 1922, 1843)', () => {
  for (const [charset, written, text] of [
    ['iso-2022-kr', '\x1b$)C\x0e>H3g\x0f and \x0eySm.\x0f\r\n', '안녕 and 漢字\r\n'],
    ['csISO2022KR', '\x0e>H3g', '안녕'],
    // A line ends in ASCII, whether its sender said so or not.
    ['iso-2022-kr', '\x0e>H\nok', '안\nok'],
    ['iso-2022-kr', '\xbe\xc8 \x0e>\x0f>\x80', '안 \ufffd>\ufffd'],
    ['iso-2022-cn', '\x1b$)A\x0eDc:C\x0f!', '你好!'],
    ['iso-2022-cn', '\x1b$)G\x0e!!\x0f a \x1b$*H\x1bN!!b', '\ufffd a \ufffdb'],
    ['iso-2022-cn', '\x1b$)x \x1b \x1b$', '\ufffd$)x \ufffd \ufffd$'],
    ['hz-gb-2312', '~{<:Ky2;S{#,NpJ)l6HK!#~}~~', '己所不欲，勿施於人。~'],
    ['HZ', 'a~\nb ~{VP\nND ~x~', 'ab 中\nND ~x~'],
    ['hz', '~{V \x80~{}}~}', '\ufffd \ufffd\ufffd'],
  ] as const)
    assert.equal(decodeCharset(Buffer.from(written, 'latin1'), charset), text, JSON.stringify(written));
});

test('any bytes in a charset of pairs are read the same wherever they are cut', () => {
  const byte = fc.oneof(fc.constantFrom(0x0a, 0x0d, 0x0e, 0x0f, 0x1b, ...Buffer.from('$()*+ACEGHNO~{}!')), fc.nat(255));
  const charset = fc.constantFrom('iso-2022-kr', 'iso-2022-cn', 'hz-gb-2312');
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 40 }), fc.nat(40), charset, (all, cut, name) => {
      const bytes = Buffer.from(all);
      const pieces = textPiecesOf(name);
      assert.ok(pieces);
      const text = pieces.write(bytes.subarray(0, cut)) + pieces.write(bytes.subarray(cut)) + pieces.end();
      assert.equal(text, decodeCharset(bytes, name));
      // Nothing is shown that stood nowhere.
      assert.ok(text.length <= bytes.length);
    }),
    { numRuns: 2_000 },
  );
});

async function readInPieces(pieces: readonly Buffer[], charset: string): Promise<string> {
  const { root } = scanMessage(Buffer.from(`Content-Type: text/plain; charset=${charset}\n\nx`));
  const source = (async function* () {
    yield* pieces;
  })();
  return (await readText(root, source)).text;
}
