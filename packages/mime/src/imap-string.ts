import type { RawText } from './raw-text.ts';

/**
 * A string as IMAP sends it, in latin1 characters: quoted where that is legal, otherwise a literal.
 * RFC 3501 §9: a quoted string is 7-bit without CR and LF; a literal is any byte but NUL, which becomes a space.
 */
export function imapString(value: RawText): string {
  const text = value.includes('\0') ? value.replaceAll('\0', ' ') : value;
  // oxlint-disable-next-line no-control-regex
  if (/[\r\n\x80-\xff]/.test(text)) return `{${text.length}}\r\n${text}`;
  return /["\\]/.test(text) ? `"${text.replace(/["\\]/g, '\\$&')}"` : `"${text}"`;
}

export function imapNstring(value: RawText | null): string {
  return value === null ? 'NIL' : imapString(value);
}
