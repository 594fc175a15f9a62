import { encodeModifiedUtf7 } from '../grammar/modified-utf7.ts';

/** Longer ones become literals: some clients read lines into buffers of fixed size. */
const longestQuoted = 1_000;

/**
 * A string as `quoted` where it may be one, else as a literal (RFC 3501 §4.3). Bytes above 0x7f are allowed in quoted
 * strings only once the client has enabled UTF8 (RFC 6855 §3).
 */
export function formatString(text: string, utf8 = false): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  return formatBytes(bytes, utf8);
}

export function formatBytes(bytes: Uint8Array, utf8 = false): Buffer {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (canBeQuoted(buffer, utf8)) {
    const text = buffer.toString('latin1');
    return Buffer.from(`"${/["\\]/.test(text) ? text.replace(/["\\]/g, '\\$&') : text}"`, 'latin1');
  }
  return formatLiteral(buffer);
}

function formatLiteral(bytes: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`{${bytes.length}}\r\n`, 'latin1'), bytes]);
}

function canBeQuoted(bytes: Buffer, utf8: boolean): boolean {
  if (bytes.length > longestQuoted) return false;
  for (const byte of bytes) {
    if (byte === 0x0d || byte === 0x0a || byte === 0 || (byte >= 0x80 && !utf8)) return false;
  }
  return true;
}

/**
 * A mailbox name for a response, as Latin-1 text of wire bytes: an atom where it is one (Exchange quotes only when
 * needed), else quoted. Names have no CR, LF or NUL.
 */
export function formatMailboxName(name: string, utf8 = false): string {
  const wire = utf8 ? Buffer.from(name, 'utf8').toString('latin1') : encodeModifiedUtf7(name);
  // "&" and "-" of modified UTF-7 are atom characters; NIL would be read as nothing.
  if (/^[A-Za-z0-9!#$&'+,\-./:;<=>?@^_`|}~]+$/.test(wire) && !/^nil$/i.test(wire)) return wire;
  return `"${wire.replace(/["\\]/g, '\\$&')}"`;
}

/**
 * Words for people in a response line, without control characters. RFC 3501 §9 has them in ASCII; `utf8`: the client has
 * said that it reads UTF-8 (RFC 9051 §9 `text`, RFC 5255 §3.2).
 */
export function formatText(text: string, utf8 = false): string {
  const clean = text.toWellFormed().replace(utf8 ? /[\p{Cc}\p{Zl}\p{Zp}]/gu : /[^\x20-\x7e]/gu, '?');
  // RFC 3501 §9 resp-text is at least one character.
  return clean === '' ? '-' : clean;
}
