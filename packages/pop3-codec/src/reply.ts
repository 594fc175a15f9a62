import { maxReplySize } from './limits.ts';

/** RFC 2449 §8, RFC 3206, RFC 6856 §5. */
export type ResponseCode = 'IN-USE' | 'LOGIN-DELAY' | 'AUTH' | 'SYS/TEMP' | 'SYS/PERM' | 'UTF8';

/** `+OK text`. Without text: `+OK`. */
export function okReply(text = ''): string {
  return replyLine('+OK', text);
}

/** `-ERR [code] text`. */
export function errorReply(text: string, code?: ResponseCode): string {
  return replyLine('-ERR', code ? `[${code}] ${text}` : text);
}

/** `+ challenge` of a SASL exchange (RFC 5034 §4); the space stands even before nothing. */
export function continuation(challenge = ''): string {
  return `+ ${challenge}\r\n`;
}

/** Ends a multi-line reply (RFC 1939 §3). */
export const multilineEnd = '.\r\n';

/** A line of a multi-line listing, dot-stuffed. */
export function listingLine(text: string): string {
  const line = oneLine(text);
  return line.startsWith('.') ? `.${line}\r\n` : `${line}\r\n`;
}

// RFC 1939 §3: 512 octets with CRLF. What a reply quotes may come from anybody: it cannot begin a second line.
function replyLine(status: string, text: string): string {
  const clean = oneLine(text);
  const line = clean === '' ? status : `${status} ${clean}`;
  if (Buffer.byteLength(line) <= maxReplySize - 2) return `${line}\r\n`;
  const cut = Buffer.from(line)
    .subarray(0, maxReplySize - 2)
    .toString('utf8')
    .replace(/\ufffd$/, '');
  return `${cut}\r\n`;
}

function oneLine(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[\x00-\x1f\x7f]+/g, ' ');
}
