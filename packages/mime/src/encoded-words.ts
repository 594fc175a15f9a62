import { decodeCharset, decodeUnlabelled } from './charset.ts';
import { asciiLowerCase, type RawText, rawText, unfold } from './raw-text.ts';

/**
 * A header value as people read it: unfolded, RFC 2047 words decoded, raw 8-bit text read as UTF-8
 * (or Windows-1252 where it is not). Strings hold one character per byte, as the raw values of this package do;
 * a string with characters beyond one byte is taken as text already. Never throws.
 */
export function decodeHeader(value: Uint8Array | string): string {
  const raw = unfold(rawText(value));
  if (!raw.includes('=?')) return isAsciiText(raw) ? raw : decodeUnlabelled(Buffer.from(raw, 'latin1'));
  const pieces: string[] = [];
  let at = 0;
  // RFC 2047 §6.2: white space between two encoded words is not shown. The bytes of words in one charset are
  // joined before they are decoded, because many senders split a character between two words.
  let charset = '';
  let words: Buffer[] = [];
  const endWords = (): void => {
    if (words.length > 0) pieces.push(decodeCharset(Buffer.concat(words), charset));
    words = [];
  };
  for (const match of raw.matchAll(/=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=/g)) {
    const between = raw.slice(at, match.index);
    at = match.index + match[0].length;
    // RFC 2231 §5: a language may follow the charset.
    const nextCharset = asciiLowerCase(match[1] ?? '').replace(/\*.*$/s, '');
    const isAdjacent = words.length > 0 && /^[ \t]*$/.test(between);
    if (!isAdjacent || nextCharset !== charset) endWords();
    if (!isAdjacent && between) pieces.push(decodeUnlabelled(Buffer.from(between, 'latin1')));
    charset = nextCharset;
    words.push(decodeWord(match[2] ?? '', match[3] ?? ''));
  }
  endWords();
  if (at < raw.length) pieces.push(decodeUnlabelled(Buffer.from(raw.slice(at), 'latin1')));
  return pieces.join('');
}

function isAsciiText(text: RawText): boolean {
  // oxlint-disable-next-line no-control-regex
  return /^[\x00-\x7f]*$/.test(text);
}

function decodeWord(encoding: string, text: RawText): Buffer {
  if (encoding === 'b' || encoding === 'B') return Buffer.from(text, 'base64');
  // RFC 2047 §4.2: "_" is a space, "=XX" a byte.
  const raw = text
    .replace(/_/g, ' ')
    .replace(/=([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(raw, 'latin1');
}

/**
 * Text as a header may carry it: unchanged when it is printable ASCII that folds, otherwise encoded words.
 * @throws RangeError when the text holds CR, LF or NUL: it would end the field and begin another.
 */
export function encodeHeader(text: string): string {
  refuseLineBreaks(text, 'A header value');
  return /^[\x20-\x7e\t]*$/.test(text) && !text.includes('=?') && foldsUnderLimit(text) ? text : encodedWords(text);
}

/**
 * RFC 5322 §2.1.1: whether lines folded at single spaces stay well under 998 octets, a field's name before them. Many
 * blanks in a row do not fold either: a line of white space only is an end of the header to some (§3.2.2).
 */
export function foldsUnderLimit(text: string): boolean {
  return !/[^ ]{800}| {60}/.test(text);
}

/**
 * UTF-8 encoded words of at most 75 characters (RFC 2047 §2) separated by a space, where a line may be folded.
 * @throws RangeError when the text holds CR, LF or NUL.
 */
export function encodedWords(text: string): string {
  refuseLineBreaks(text, 'A header value');
  const words: string[] = [];
  let bytes: Buffer[] = [];
  let size = 0;
  for (const character of text) {
    const encoded = Buffer.from(character, 'utf8');
    // 42 bytes are 56 base64 characters; with "=?utf-8?B?" and "?=" that makes 68, which fits behind "Subject: ".
    if (size + encoded.length > 42) {
      words.push(encodedWord(bytes));
      bytes = [];
      size = 0;
    }
    bytes.push(encoded);
    size += encoded.length;
  }
  words.push(encodedWord(bytes));
  return words.join(' ');
}

function encodedWord(bytes: Buffer[]): string {
  return `=?utf-8?B?${Buffer.concat(bytes).toString('base64')}?=`;
}

/** @throws RangeError when the text would inject a header field. `what` begins the sentence. */
export function refuseLineBreaks(text: string, what: string): void {
  const found = /[\r\n\0]/.exec(text);
  if (!found) return;
  const name = found[0] === '\0' ? 'NUL' : found[0] === '\r' ? 'CR' : 'LF';
  throw new RangeError(`${what} must be one line, but ${JSON.stringify(text.slice(0, 60))} holds ${name}.`);
}
