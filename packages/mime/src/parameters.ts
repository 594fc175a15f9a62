import { decodeCharset } from './charset.ts';
import { decodeHeader } from './encoded-words.ts';
import type { Parameter } from './mime-part.ts';
import { asciiLowerCase, type RawText, trimWhiteSpace } from './raw-text.ts';

/**
 * The parameters behind position `at` of a field body on one line, in the order written, at most `max`.
 * Forgiving where senders are sloppy: unquoted values may hold spaces and tspecials, quotes may be missing, and the
 * semicolon before a parameter that is known.
 */
export function parseParameters(value: RawText, at: number, max: number): Parameter[] {
  const parameters: Parameter[] = [];
  let i = at;
  while (i < value.length && parameters.length < max) {
    const next = nextParameter(value, i);
    if (next < 0) break;
    i = skipComments(value, next);
    const name = readToken(value, i);
    i = skipComments(value, name.end);
    if (!name.token || value[i] !== '=') continue;
    i = skipComments(value, i + 1);
    const read = value[i] === '"' ? readQuotedString(value, i) : readLooseValue(value, i);
    parameters.push({ name: name.token, value: read.text });
    i = read.end;
  }
  return parameters;
}

/** What senders forget the semicolon before: `charset=utf-8 format=flowed`. */
const knownParameter =
  /(?:boundary|charset|delsp|filename|format|micalg|name|protocol|reply-type|report-type|size|start|type)(?:\*\d*)*[ \t]*=/iy;

/** Where the next parameter's name is looked for, from behind a value; negative when there is none. */
function nextParameter(value: RawText, at: number): number {
  const next = skipComments(value, at);
  if (value[next] !== ';' && next > at && startsKnownParameter(value, next)) return next;
  return value.indexOf(';', at) + 1 || -1;
}

function startsKnownParameter(value: RawText, at: number): boolean {
  knownParameter.lastIndex = at;
  return knownParameter.test(value);
}

/** A parameter's text with RFC 2231 continuations and charsets applied; null when it is not there. */
export function decodeParameter(parameters: readonly Parameter[], name: string): string | null {
  const extended = parameters.find((parameter) => parameter.name === `${name}*`);
  if (extended) return joinSegments([{ value: extended.value, isEncoded: true }]);
  const segments: { value: RawText; isEncoded: boolean }[] = [];
  // RFC 2231 §3: segments are numbered from 0 and may come in any order.
  const byName = new Map(parameters.map((parameter) => [parameter.name, parameter.value]));
  for (let n = 0; ; n += 1) {
    const plain = byName.get(`${name}*${n}`);
    const encoded = byName.get(`${name}*${n}*`);
    if (plain === undefined && encoded === undefined) break;
    segments.push(
      encoded === undefined ? { value: plain ?? '', isEncoded: false } : { value: encoded, isEncoded: true },
    );
  }
  if (segments.length > 0) return joinSegments(segments);
  const plain = parameters.find((parameter) => parameter.name === name);
  // Encoded words in a parameter are forbidden (RFC 2047 §5) and common.
  return plain ? decodeHeader(plain.value) : null;
}

function joinSegments(segments: { value: RawText; isEncoded: boolean }[]): string {
  let charset = 'utf-8';
  const pieces: RawText[] = [];
  segments.forEach((segment, index) => {
    let text = segment.value;
    if (segment.isEncoded && index === 0) {
      const match = /^([^']*)'[^']*'/.exec(text);
      if (match) {
        charset = match[1] || charset;
        text = text.slice(match[0].length);
      }
    }
    pieces.push(segment.isEncoded ? unescapePercent(text) : text);
  });
  return decodeCharset(Buffer.from(pieces.join(''), 'latin1'), charset);
}

function unescapePercent(text: RawText): RawText {
  return text.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** A token in lower case from `at`; `end` is where it stopped (RFC 2045 §5.1). */
export function readToken(value: RawText, at: number): { token: string; end: number } {
  let end = at;
  while (end < value.length && isTokenCode(value.charCodeAt(end))) end += 1;
  return { token: asciiLowerCase(value.slice(at, end)), end };
}

/** The position after white space and comments, nested ones included (RFC 5322 §3.2.2). */
export function skipComments(value: RawText, at: number): number {
  let i = at;
  let depth = 0;
  for (; i < value.length; i += 1) {
    const char = value[i];
    if (depth > 0 && char === '\\') i += 1;
    else if (char === '(') depth += 1;
    else if (depth > 0 && char === ')') depth -= 1;
    else if (depth === 0 && char !== ' ' && char !== '\t' && char !== '\r' && char !== '\n') break;
  }
  return Math.min(i, value.length);
}

/** A quoted string that starts at `at`; one that never ends runs to the end (RFC 5322 §3.2.4). */
export function readQuotedString(value: RawText, at: number): { text: RawText; end: number; isClosed: boolean } {
  const pieces: string[] = [];
  let i = at + 1;
  let from = i;
  while (i < value.length) {
    const code = value.charCodeAt(i);
    if (code === 0x22) break;
    if (code === 0x5c && i + 1 < value.length) {
      pieces.push(value.slice(from, i));
      from = i + 1;
      i += 2;
    } else i += 1;
  }
  pieces.push(value.slice(from, i));
  return { text: pieces.join(''), end: Math.min(i + 1, value.length), isClosed: i < value.length };
}

function readLooseValue(value: RawText, at: number): { text: RawText; end: number } {
  const semicolon = value.indexOf(';', at);
  let end = semicolon < 0 ? value.length : semicolon;
  for (const { index } of value.slice(at, end).matchAll(/[ \t]+/g)) {
    if (!startsKnownParameter(value, skipComments(value, at + index))) continue;
    end = at + index;
    break;
  }
  let text = value.slice(at, end);
  const comment = text.search(/[ \t]\(/);
  if (comment >= 0) text = text.slice(0, comment);
  return { text: trimWhiteSpace(text), end };
}

// RFC 2045 §5.1: token; bytes beyond ASCII are let through, so that broken names are kept and not cut.
function isTokenCode(code: number): boolean {
  if (code <= 0x20 || code === 0x7f) return false;
  return !'()<>@,;:\\"/[]?='.includes(String.fromCharCode(code));
}
