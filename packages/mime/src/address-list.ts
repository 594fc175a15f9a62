import { decodeHeader } from './encoded-words.ts';
import { defaultMimeLimits } from './limits.ts';
import { readQuotedString } from './parameters.ts';
import { type RawText, rawText, trimWhiteSpace, unfold } from './raw-text.ts';

export interface MailboxAddress {
  kind: 'mailbox';
  /** The phrase before the address without its quotes, encoded words left as they are. */
  name: RawText | null;
  /** The obsolete source route, `@a,@b` (RFC 5322 §4.4). */
  route: RawText | null;
  localPart: RawText;
  /** Empty when the address has none. */
  domain: RawText;
}

export interface GroupAddress {
  kind: 'group';
  name: RawText;
  members: MailboxAddress[];
}

export type Address = MailboxAddress | GroupAddress;

/**
 * The addresses of a field body, groups included (RFC 5322 §3.4, §4.4). Forgiving: what makes no address is
 * skipped or taken as a local part, so that something is shown. At most `max` mailboxes and groups are read.
 */
export function parseAddressList(value: Uint8Array | string, max: number = defaultMimeLimits.maxAddresses): Address[] {
  return new AddressReader(unfold(rawText(value)), max).read();
}

/** The name people should see: the phrase decoded, otherwise the address itself. */
export function displayName(address: Address): string {
  if (address.name) return decodeHeader(address.name);
  return address.kind === 'group' ? '' : addressSpec(address);
}

/** `local@domain`, decoded for people; without "@" when there is no domain. */
export function addressSpec(address: MailboxAddress): string {
  return decodeHeader(address.domain ? `${address.localPart}@${address.domain}` : address.localPart);
}

type Token =
  | { kind: 'atom' | 'quoted' | 'literal' | 'comment'; text: RawText; spaceBefore: boolean }
  | { kind: 'special'; text: string; spaceBefore: boolean };

class AddressReader {
  readonly #text: RawText;
  readonly #max: number;
  #at = 0;

  constructor(text: RawText, max: number) {
    this.#text = text;
    this.#max = max;
  }

  read(): Address[] {
    const addresses: Address[] = [];
    let group: GroupAddress | null = null;
    let count = 0;
    let words: Token[] = [];
    const endMailbox = (): void => {
      const mailbox = mailboxOf(words);
      words = [];
      if (!mailbox) return;
      count += 1;
      if (group) group.members.push(mailbox);
      else addresses.push(mailbox);
    };
    while (count < this.#max) {
      const token = this.#next();
      if (!token) break;
      if (token.kind !== 'special' || token.text === '<') {
        words.push(token);
        if (token.text === '<' && token.kind === 'special') this.#readAngle(words);
        continue;
      }
      switch (token.text) {
        case ',':
          endMailbox();
          break;
        case ';':
          endMailbox();
          group = null;
          break;
        case ':':
          if (group || words.some((word) => word.kind === 'special')) {
            words.push(token);
            break;
          }
          group = { kind: 'group', name: phrase(words) ?? '', members: [] };
          words = [];
          addresses.push(group);
          count += 1;
          break;
        default:
          words.push(token);
      }
    }
    if (count < this.#max) endMailbox();
    return addresses;
  }

  // The inside of <…> as one token, because "," and ":" mean something else there (source routes).
  #readAngle(words: Token[]): void {
    const inner: Token[] = [];
    for (;;) {
      const before = this.#at;
      const token = this.#next();
      if (!token || (token.kind === 'special' && token.text === '>')) break;
      // A bracket that never closes must not swallow the addresses that follow.
      // Commas stand in routes only, and those begin with "@".
      const isComma = token.text === ',' && inner[0]?.text !== '@';
      // Some senders write <<a@b>>.
      if (token.kind === 'special' && token.text === '<' && inner.length === 0) continue;
      if (token.kind === 'special' && (isComma || token.text === ';' || token.text === '<')) {
        this.#at = before;
        break;
      }
      inner.push(token);
    }
    words.push(...inner, { kind: 'special', text: '>', spaceBefore: false });
  }

  #next(): Token | null {
    const text = this.#text;
    const from = this.#at;
    while (this.#at < text.length && ' \t\r\n'.includes(text[this.#at] ?? '')) this.#at += 1;
    const spaceBefore = this.#at > from;
    const start = this.#at;
    const char = text[start];
    if (char === undefined) return null;
    if (char === '"') {
      const quoted = readQuotedString(text, start);
      // A quote that never closes must not swallow what follows.
      if (!quoted.isClosed) {
        this.#at = start + 1;
        const next = this.#next();
        return next && { ...next, spaceBefore: spaceBefore || next.spaceBefore };
      }
      this.#at = quoted.end;
      return { kind: 'quoted', text: quoted.text, spaceBefore };
    }
    if (char === '(') {
      const end = commentEnd(text, start);
      this.#at = end;
      return { kind: 'comment', text: commentText(text.slice(start + 1, end)), spaceBefore };
    }
    if (char === '[') {
      const close = text.indexOf(']', start);
      this.#at = close < 0 ? text.length : close + 1;
      return { kind: 'literal', text: text.slice(start, this.#at), spaceBefore };
    }
    if ('<>,:;@'.includes(char)) {
      this.#at += 1;
      return { kind: 'special', text: char, spaceBefore };
    }
    let end = start;
    while (end < text.length && !' \t\r\n"([<>,:;@'.includes(text[end] ?? ''))
      end += text.startsWith('\\"', end) ? 2 : 1;
    this.#at = end;
    // Names that somebody escaped and did not quote: J. \"Q\" <a@b>.
    return { kind: 'atom', text: text.slice(start, end).replaceAll('\\"', '"'), spaceBefore };
  }
}

function mailboxOf(words: Token[]): MailboxAddress | null {
  const open = words.findIndex((word) => word.kind === 'special' && word.text === '<');
  if (open < 0) {
    // A bracket that was never opened belongs to nothing.
    const spec = addrSpec(words.filter((word) => word.kind !== 'special' || word.text !== '>'));
    if (!spec) return null;
    // RFC 822's way of giving a name: a comment behind the address.
    const comment = words.find((word) => word.kind === 'comment');
    return { kind: 'mailbox', name: comment?.text || null, route: null, ...spec };
  }
  const close = words.findIndex((word, index) => index > open && word.kind === 'special' && word.text === '>');
  const inner = words.slice(open + 1, close < 0 ? words.length : close);
  const name = phrase(words.slice(0, open));
  let route: RawText | null = null;
  let specWords = inner;
  const colon = inner.findIndex((word) => word.kind === 'special' && word.text === ':');
  if (colon >= 0) {
    const routeText = inner
      .slice(0, colon)
      .filter((word) => word.kind !== 'comment')
      .map((word) => word.text)
      .join('');
    route = routeText || null;
    specWords = inner.slice(colon + 1);
  }
  const spec = addrSpec(specWords);
  if (!spec && name === null) return null;
  return { kind: 'mailbox', name, route, localPart: spec?.localPart ?? '', domain: spec?.domain ?? '' };
}

function addrSpec(words: Token[]): { localPart: RawText; domain: RawText } | null {
  const parts = words.filter((word) => word.kind !== 'comment');
  if (parts.length === 0) return null;
  // The last "@": whatever stands before it is the local part, however odd.
  const at = parts.findLastIndex((word) => word.kind === 'special' && word.text === '@');
  if (at < 0) return { localPart: joinWords(parts), domain: '' };
  return { localPart: joinWords(parts.slice(0, at)), domain: joinWords(parts.slice(at + 1)) };
}

// RFC 5322 §4.4 allows white space around the dots; elsewhere it separates words and is kept.
function joinWords(words: Token[]): RawText {
  const pieces: string[] = [];
  let last = '.';
  for (const word of words) {
    const separate = word.spaceBefore && !last.endsWith('.') && !word.text.startsWith('.');
    pieces.push(separate ? ` ${word.text}` : word.text);
    last = word.text;
  }
  return pieces.join('');
}

function phrase(words: Token[]): RawText | null {
  const parts = words.filter((word) => word.kind !== 'comment');
  if (parts.length === 0) return null;
  let text = '';
  for (const word of parts) text += word.spaceBefore && text !== '' ? ` ${word.text}` : word.text;
  // "" <a@b> has no name to show.
  return trimWhiteSpace(text) || null;
}

function commentEnd(text: RawText, start: number): number {
  let depth = 0;
  for (let i = start; i < text.length; i += 1) {
    const char = text[i];
    if (char === '\\') i += 1;
    else if (char === '(') depth += 1;
    else if (char === ')') {
      depth -= 1;
      if (depth === 0) return i + 1;
    }
  }
  return text.length;
}

function commentText(inner: RawText): RawText {
  const closed = inner.endsWith(')') ? inner.slice(0, -1) : inner;
  return trimWhiteSpace(closed.replace(/\\(.)/g, '$1'));
}
