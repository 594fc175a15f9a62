/**
 * Header text as it came: one character per byte (latin1), so that nothing is lost and nothing guessed.
 * `decodeHeader` makes readable text of it.
 */
export type RawText = string;

/** The raw text of bytes or of a string; a string with characters beyond one byte is written as UTF-8. */
export function rawText(value: Uint8Array | string): RawText {
  if (typeof value !== 'string') return asBuffer(value).toString('latin1');
  return isByteString(value) ? value : Buffer.from(value, 'utf8').toString('latin1');
}

/** A Buffer over the same memory. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The field body on one line: RFC 5322 §2.2.3 removes the line breaks and keeps the white space; ends are trimmed. */
export function unfold(value: RawText): RawText {
  const line = value.includes('\n') ? value.replace(/\r?\n/g, '') : value;
  return trimWhiteSpace(line);
}

/** Without SP, TAB, CR and LF at either end; `trim()` would also cut 0xA0, which may be half a UTF-8 character. */
export function trimWhiteSpace(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isWhiteSpace(text.charCodeAt(start))) start += 1;
  while (end > start && isWhiteSpace(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

/** ASCII letters in lower case; bytes beyond ASCII stay what they are. */
export function asciiLowerCase(text: RawText): RawText {
  // oxlint-disable-next-line no-control-regex
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
  return /[A-Z]/.test(text) ? text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : text;
}

function isWhiteSpace(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0d || code === 0x0a;
}

function isByteString(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) if (text.charCodeAt(i) > 0xff) return false;
  return true;
}
