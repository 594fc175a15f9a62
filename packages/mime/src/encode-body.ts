/** Bytes of content that give 1,024 lines of base64. */
const blockBytes = 57 * 1_024;

/** Content as base64 in lines of 76 characters (RFC 2045 §6.8), a block at a time; the last line has no end. */
export function* base64Lines(content: Buffer): Generator<Buffer> {
  for (let start = 0; start < content.length; start += blockBytes) {
    const end = Math.min(start + blockBytes, content.length);
    const lines = content.toString('base64', start, end).replace(/.{76}(?=.)/g, '$&\r\n');
    yield Buffer.from(end < content.length ? `${lines}\r\n` : lines, 'latin1');
  }
}

/** Text whose lines end in CRLF as quoted-printable UTF-8 (RFC 2045 §6.7), some lines at a time. */
export function* quotedPrintable(text: string): Generator<Buffer> {
  const lines = text.split('\r\n');
  let block: string[] = [];
  let size = 0;
  for (const [index, line] of lines.entries()) {
    const encoded = encodeLine(line);
    block.push(index < lines.length - 1 ? `${encoded}\r\n` : encoded);
    size += encoded.length;
    if (size < 65_536) continue;
    yield Buffer.from(block.join(''), 'latin1');
    block = [];
    size = 0;
  }
  yield Buffer.from(block.join(''), 'latin1');
}

function encodeLine(line: string): string {
  const bytes = Buffer.from(line, 'utf8');
  // "From " at the start of a line is what gateways change.
  const isFromLine = line.startsWith('From ');
  const pieces: string[] = [];
  let current = '';
  for (const [index, byte] of bytes.entries()) {
    const isSpace = byte === 0x20 || byte === 0x09;
    // RFC 2045 §6.7 rule 3: white space at the end of a line is encoded.
    const isPlain = isSpace ? index < bytes.length - 1 : byte > 0x20 && byte < 0x7f && byte !== 0x3d;
    const piece =
      isPlain && !(isFromLine && index === 0)
        ? String.fromCharCode(byte)
        : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    // Rule 5: at most 76 characters, the soft break's "=" included.
    if (current.length + piece.length > 75) {
      pieces.push(`${current}=\r\n`);
      current = '';
    }
    current += piece;
  }
  return pieces.join('') + current;
}
