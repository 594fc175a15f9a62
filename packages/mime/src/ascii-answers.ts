import type { Address, GroupAddress, MailboxAddress } from './address-list.ts';
import { asciiAddress } from './ascii-address.ts';
import { asciiParameters } from './ascii-parameters.ts';
import { encodedText, isAsciiText } from './ascii-text.ts';
import { imapString } from './imap-string.ts';
import type { Parameter } from './mime-part.ts';
import { asBuffer, type RawText } from './raw-text.ts';
import { addressListText } from './render-envelope.ts';
import { readRendered, type Rendered } from './rendered-list.ts';

/**
 * ENVELOPE for clients that take no UTF-8, from the bytes that `renderEnvelope` made: what the header of the message
 * would give if it were downgraded (RFC 6857), so that no address is taken for another one and all text has a charset.
 */
export function asciiEnvelope(rendered: Uint8Array): Buffer {
  return rewritten(rendered, envelope);
}

/** BODYSTRUCTURE and BODY, in the same way. */
export function asciiBodyStructure(rendered: Uint8Array): Buffer {
  return rewritten(rendered, body);
}

/** Puts other bytes in the place of a value. */
type Put = (value: Rendered, text: string) => void;

function rewritten(rendered: Uint8Array, walk: (value: Rendered, put: Put) => void): Buffer {
  const answer = asBuffer(rendered).toString('latin1');
  const pieces: string[] = [];
  let at = 0;
  // Values come in the order in which they stand.
  walk(readRendered(answer), ({ start, end }, text) => {
    pieces.push(answer.slice(at, start), text);
    at = end;
  });
  return Buffer.from(pieces.join('') + answer.slice(at), 'latin1');
}

/** `(date subject from sender reply-to to cc bcc in-reply-to message-id)` */
function envelope(value: Rendered, put: Put): void {
  const [date, subject, ...others] = itemsOf(value);
  // RFC 6857 §3.1.10: fields that may hold no encoded word go under another name, so their own are not there.
  orNil(date, put);
  inWords(subject, put);
  for (const list of others.slice(0, -2)) addresses(list, put);
  for (const id of others.slice(-2)) orNil(id, put);
}

function addresses(list: Rendered, put: Put): void {
  if (isAsciiValue(list)) return;
  const found: Address[] = [];
  let group: GroupAddress | undefined;
  for (const address of itemsOf(list)) {
    const [name, route, mailbox, host] = itemsOf(address).map(textOf);
    // RFC 3501 §7.4.2: NIL as host begins a group with its name, or ends it without one.
    if (host === null || host === undefined) {
      group = typeof mailbox === 'string' ? { kind: 'group', name: mailbox, members: [] } : undefined;
      if (group !== undefined) found.push(group);
      continue;
    }
    const member: MailboxAddress = {
      kind: 'mailbox',
      name: name ?? null,
      route: route ?? null,
      localPart: mailbox ?? '',
      domain: host,
    };
    if (group === undefined) found.push(member);
    else group.members.push(member);
  }
  put(list, addressListText(found.map(asciiAddress)));
}

function body(value: Rendered, put: Put): void {
  if (isAsciiValue(value)) return;
  const items = itemsOf(value);
  const parts = items.findIndex(({ kind }) => kind !== 'list');
  if (parts > 0) {
    for (const part of items.slice(0, parts)) body(part, put);
    marked(items[parts], put);
    parameters(items[parts + 1], put);
    extension(items.slice(parts + 2), put);
    return;
  }
  const [type, subtype, ofType, id, description, encoding, , ...rest] = items;
  marked(type, put);
  marked(subtype, put);
  parameters(ofType, put);
  orNil(id, put);
  inWords(description, put);
  marked(encoding, put);
  // An envelope and a body stand here for a message, and after them or for text the number of lines.
  const [first, second] = rest;
  const isMessage = first?.kind === 'list';
  if (isMessage && second !== undefined) {
    envelope(first, put);
    body(second, put);
  }
  const [md5, ...others] = rest.slice(isMessage ? 3 : first?.kind === 'number' ? 1 : 0);
  marked(md5, put);
  extension(others, put);
}

/** Disposition, language and location. */
function extension([disposition, language, location]: readonly Rendered[], put: Put): void {
  if (disposition?.kind === 'list') {
    marked(disposition.items[0], put);
    parameters(disposition.items[1], put);
  }
  for (const tag of language?.kind === 'list' ? language.items : [language]) marked(tag, put);
  inWords(location, put);
}

function parameters(list: Rendered | undefined, put: Put): void {
  if (list === undefined || isAsciiValue(list)) return;
  const texts = itemsOf(list).map((item) => textOf(item) ?? '');
  const pairs: Parameter[] = [];
  for (let at = 0; at < texts.length; at += 2) pairs.push({ name: texts[at] ?? '', value: texts[at + 1] ?? '' });
  const written = asciiParameters(pairs).map(({ name, value }) => `${imapString(name)} ${imapString(value)}`);
  put(list, `(${written.join(' ')})`);
}

function inWords(value: Rendered | undefined, put: Put): void {
  if (value?.kind === 'string' && !isAsciiText(value.text)) put(value, imapString(encodedText(value.text)));
}

function orNil(value: Rendered | undefined, put: Put): void {
  if (value?.kind === 'string' && !isAsciiText(value.text)) put(value, 'NIL');
}

/** A word of a protocol, which has nothing to say beyond ASCII. */
function marked(value: Rendered | undefined, put: Put): void {
  if (value?.kind === 'string' && !isAsciiText(value.text))
    put(value, imapString(value.text.replace(/[\x80-\xff]/g, '?')));
}

function itemsOf(value: Rendered): readonly Rendered[] {
  return value.kind === 'list' ? value.items : [];
}

function textOf(value: Rendered): RawText | null {
  return value.kind === 'string' ? value.text : null;
}

function isAsciiValue(value: Rendered): boolean {
  switch (value.kind) {
    case 'list':
      return value.items.every(isAsciiValue);
    case 'string':
      return isAsciiText(value.text);
    case 'nil':
    case 'number':
      return true;
  }
}
