import { formatDate } from './date-time.ts';
import { encodedWords, encodeHeader, foldsUnderLimit } from './encoded-words.ts';
import { bracketed, field } from './header-line.ts';
import { type ComposedAttachment, composeBody, type Entity, type PartField } from './mime-entity.ts';

export interface HeaderAddress {
  name?: string;
  /** `local@domain`. */
  address: string;
}

export interface ComposeInput {
  from: HeaderAddress | readonly HeaderAddress[];
  sender?: HeaderAddress;
  replyTo?: readonly HeaderAddress[];
  to?: readonly HeaderAddress[];
  cc?: readonly HeaderAddress[];
  /** Written into the header: leave it out of what is sent, keep it in drafts. */
  bcc?: readonly HeaderAddress[];
  subject?: string;
  date: Date;
  /** Minutes east of UTC that the Date field shows. */
  zoneMinutesEast?: number;
  /** Without angle brackets. */
  messageId: string;
  inReplyTo?: readonly string[];
  references?: readonly string[];
  /** Further fields, in order. `isEncoded`: the value is ASCII, its encoded words made already. */
  headers?: readonly { name: string; value: string; isEncoded?: boolean }[];
  text?: string;
  html?: string;
  textFields?: readonly PartField[];
  htmlFields?: readonly PartField[];
  attachments?: readonly ComposedAttachment[];
  /** Text and attachments are a report for programs (RFC 6522): `tlsrpt`. */
  reportType?: string;
}

/**
 * An RFC 5322 message with MIME parts: text and HTML as alternatives, inline images related to the HTML,
 * attachments behind. Lines end in CRLF and stay within 78 characters where they can; bodies are 7-bit.
 * @throws RangeError when a value would inject a header field (CR, LF or NUL), or an address, name or type is none or is
 * too long for a line (RFC 5322 §2.1.1). Long texts are not: they become encoded words.
 */
export function composeMessage(input: ComposeInput): Buffer {
  return Buffer.concat([...composeMessageChunks(input)]);
}

/**
 * The same in pieces of at most about 100 KB (an attached message comes whole): a caller that lets others have their
 * turn between them never blocks for long. All that can be refused is refused before the first piece.
 */
export function composeMessageChunks(input: ComposeInput): Iterable<Buffer> {
  const root = composeBody(input);
  const header = [...headerLines(input), ...root.fields, '', ''].join('\r\n');
  return chunks(Buffer.from(header, 'latin1'), root);
}

function* chunks(header: Buffer, root: Entity): Generator<Buffer> {
  yield header;
  let last = 0x0a;
  for (const piece of root.pieces()) {
    if (piece.length === 0) continue;
    yield piece;
    last = piece[piece.length - 1] as number;
  }
  // RFC 5322 §2.1: a line ends with CRLF, the last one too.
  if (last !== 0x0a) yield Buffer.from('\r\n');
}

function headerLines(input: ComposeInput): string[] {
  return [
    field('Date', formatDate(input.date, input.zoneMinutesEast ?? 0)),
    ...addressField('From', isList(input.from) ? input.from : [input.from]),
    ...addressField('Sender', input.sender ? [input.sender] : []),
    ...addressField('Reply-To', input.replyTo ?? []),
    ...addressField('To', input.to ?? []),
    ...addressField('Cc', input.cc ?? []),
    ...addressField('Bcc', input.bcc ?? []),
    ...(input.subject === undefined ? [] : [field('Subject', encodeHeader(input.subject))]),
    field('Message-ID', bracketed(input.messageId)),
    ...idField('In-Reply-To', input.inReplyTo),
    ...idField('References', input.references),
    ...(input.headers ?? []).map((extra) => extraField(extra)),
    field('MIME-Version', '1.0'),
  ];
}

function addressField(name: string, addresses: readonly HeaderAddress[]): string[] {
  if (addresses.length === 0) return [];
  return [field(name, addresses.map(addressText).join(', '))];
}

/** RFC 5321 §4.5.3.1.3 allows 254; the rest is for addresses that Exchange's connectors may be told to take. It folds nowhere. */
const longestAddressBytes = 900;

/** As it stands in a header, in ASCII but for an address in UTF-8. @throws RangeError for what is no address. */
export function addressText({ name, address }: HeaderAddress): string {
  // RFC 5322 §3.4.1, with UTF-8 (RFC 6532 §3.2) for those who have such addresses.
  if (
    !/^[^\s<>,;:"()[\]\\@]+@[^\s<>,;:"()\\@]+$|^"(?:[^"\\\r\n\0]|\\[^\r\n\0])*"@[^\s<>,;:"()\\@]+$/.test(address) ||
    // What ends a line for some program has no place in one (RFC 6532 §3.2 allows it in the grammar only).
    /[\0-\x1f\x7f-\x9f\u2028\u2029]/.test(address)
  ) {
    throw new RangeError(`An address must read local@domain, but is ${JSON.stringify(address.slice(0, 100))}.`);
  }
  if (Buffer.byteLength(address) > longestAddressBytes) {
    throw new RangeError(
      `An address has at most ${longestAddressBytes} octets, but ${JSON.stringify(address.slice(0, 60))}… has ${Buffer.byteLength(address)}.`,
    );
  }
  const spec = Buffer.from(address, 'utf8').toString('latin1');
  if (!name) return spec;
  const encoded = encodeHeader(name);
  if (encoded !== name) return `${encoded} <${spec}>`;
  if (/^[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~ ]+$/.test(name)) return `${name} <${spec}>`;
  return `${quotedPhrase(name)} <${spec}>`;
}

/** A quoted-string (RFC 5322 §3.2.4), or encoded words where its backslashes would make it too long to fold. */
function quotedPhrase(name: string): string {
  const quoted = `"${name.replace(/["\\]/g, '\\$&')}"`;
  return foldsUnderLimit(quoted) ? quoted : encodedWords(name);
}

function idField(name: string, ids: readonly string[] | undefined): string[] {
  return ids && ids.length > 0 ? [field(name, ids.map(bracketed).join(' '))] : [];
}

function extraField({ name, value, isEncoded }: NonNullable<ComposeInput['headers']>[number]): string {
  if (!/^[\x21-\x39\x3b-\x7e]+$/.test(name)) {
    throw new RangeError(
      `A header field's name is printable ASCII without a colon, but is ${JSON.stringify(name.slice(0, 100))}.`,
    );
  }
  if (isEncoded === true && /^[\x20-\x7e\t]*$/.test(value)) return field(name, value);
  return field(name, encodeHeader(value));
}

function isList(value: HeaderAddress | readonly HeaderAddress[]): value is readonly HeaderAddress[] {
  return Array.isArray(value);
}
