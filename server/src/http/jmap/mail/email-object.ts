import { fieldValue, type MessageStructure, readText } from '@relais/mime';
import { KeptPieces } from '../../../domain/mail/kept-pieces.ts';
import { TimeSlice } from '../../../domain/mail/time-slice.ts';
import type { AccountIndex } from './account-index.ts';
import type { Entry } from './entry.ts';
import { messageBlobId, partBlobId } from './blob-id.ts';
import {
  type BodyLists,
  bodyLists,
  bodyPartObject,
  defaultBodyProperties,
  hasAttachment,
  type NumberedPart,
  type PartHeaders,
} from './body-parts.ts';
import { flatAddresses, headerDate, headerInForm, messageIds, readHeaderProperty, utcDate } from './header-forms.ts';
import { keywordsOf } from './keywords.ts';
import { collectBytes, type MessageFacts } from './message-facts.ts';
import { headersIn, partHeaders } from './part-headers.ts';

/** RFC 8621 §4.2: what Email/get gives when nothing is asked for. */
export const defaultEmailProperties = [
  'id',
  'blobId',
  'threadId',
  'mailboxIds',
  'keywords',
  'size',
  'receivedAt',
  'messageId',
  'inReplyTo',
  'references',
  'sender',
  'from',
  'to',
  'cc',
  'bcc',
  'replyTo',
  'subject',
  'sentAt',
  'hasAttachment',
  'preview',
  'bodyValues',
  'textBody',
  'htmlBody',
  'attachments',
] as const;

/** Answered from the index alone. */
const indexProperties = new Set(['id', 'blobId', 'threadId', 'mailboxIds', 'keywords', 'size', 'receivedAt']);
const otherProperties = new Set([...defaultEmailProperties, 'headers', 'bodyStructure']);

export interface EmailRequest {
  readonly properties: readonly string[];
  readonly bodyProperties: readonly string[];
  readonly fetchTextBodyValues: boolean;
  readonly fetchHTMLBodyValues: boolean;
  readonly fetchAllBodyValues: boolean;
  /** 0: whole. */
  readonly maxBodyValueBytes: number;
}

export const plainEmailRequest: EmailRequest = {
  properties: defaultEmailProperties,
  bodyProperties: defaultBodyProperties,
  fetchTextBodyValues: false,
  fetchHTMLBodyValues: false,
  fetchAllBodyValues: false,
  maxBodyValueBytes: 0,
};

/** @throws MethodError for a property that no Email has. */
export function checkEmailProperties(properties: readonly string[]): void {
  for (const property of properties) if (!otherProperties.has(property)) readHeaderProperty(property);
}

export function isEmailProperty(property: string): boolean {
  return otherProperties.has(property);
}

export function needsFacts(properties: readonly string[]): boolean {
  return properties.some((property) => !indexProperties.has(property));
}

const longestText = 5_000_000;

/** An Email with the asked properties. `facts` may be missing when `needsFacts` says so. */
export async function emailObject(
  index: AccountIndex,
  entries: readonly [Entry, ...Entry[]],
  facts: MessageFacts | null,
  request: EmailRequest,
): Promise<Record<string, unknown>> {
  const [entry] = entries;
  const email: Record<string, unknown> = { id: entry.emailId };
  let lists: BodyLists | null = null;
  for (const property of request.properties) {
    switch (property) {
      case 'id':
        continue;
      case 'blobId':
        email.blobId = messageBlobId(entry.emailId);
        continue;
      case 'threadId':
        email.threadId = entry.threadId;
        continue;
      case 'mailboxIds':
        email.mailboxIds = Object.fromEntries(
          entries.map(({ folderId }) => [index.folderByNumber(folderId)?.summary.mailboxId ?? '', true]),
        );
        continue;
      case 'keywords':
        email.keywords = keywordsOf(entries);
        continue;
      case 'size':
        email.size = entry.sizeBytes;
        continue;
      case 'receivedAt':
        email.receivedAt = utcDate(entry.receivedAt);
        continue;
    }
    if (facts === null) continue;
    lists ??= bodyLists(facts.structure);
    const message: MessageSource = {
      read: (range) => index.content(entry, range),
      partBlobId: (partId) => partBlobId(entry.emailId, partId),
    };
    email[property] = await messageProperty(property, message, facts, lists, request);
  }
  return email;
}

/** Where the bytes of a message are, and by which ids its parts go. */
export interface MessageSource {
  read(range: { readonly start: number; readonly end: number }): AsyncIterable<Uint8Array>;
  partBlobId(partId: string): string;
}

/** A property that the message itself answers. */
export async function messageProperty(
  property: string,
  message: MessageSource,
  facts: MessageFacts,
  lists: BodyLists,
  request: EmailRequest,
): Promise<unknown> {
  if (property === 'bodyValues') return bodyValues(message, lists, request);
  if (property === 'headers') return allHeaders(message, facts.structure);
  if (property.startsWith('header:')) return headerProperty(message, facts.structure, property);
  const headers = isBodyList(property)
    ? await partHeaders((range) => message.read(range), lists.root, request.bodyProperties)
    : new Map();
  return fromFacts(property, message, facts, lists, request.bodyProperties, headers);
}

function isBodyList(property: string): boolean {
  return property.endsWith('Body') || property === 'attachments' || property === 'bodyStructure';
}

function fromFacts(
  property: string,
  message: MessageSource,
  { envelope, structure, preview }: MessageFacts,
  lists: BodyLists,
  bodyProperties: readonly string[],
  headers: PartHeaders,
): unknown {
  const addresses = (name: string, list: Parameters<typeof flatAddresses>[0]) =>
    structure.header.some((field) => field.name === name) ? flatAddresses(list) : null;
  const parts = (list: readonly NumberedPart[]) =>
    list.map((part) => bodyPartObject(part, message.partBlobId, bodyProperties, false, headers));
  switch (property) {
    case 'messageId':
      return envelope.messageId === null ? null : messageIds(envelope.messageId);
    case 'inReplyTo':
      return envelope.inReplyTo === null ? null : messageIds(envelope.inReplyTo);
    case 'references': {
      const value = fieldValue(structure.header, 'references');
      return value === null ? null : messageIds(value);
    }
    case 'sender':
      return addresses('sender', envelope.sender);
    case 'from':
      return addresses('from', envelope.from);
    case 'replyTo':
      return addresses('reply-to', envelope.replyTo);
    case 'to':
      return addresses('to', envelope.to);
    case 'cc':
      return addresses('cc', envelope.cc);
    case 'bcc':
      return addresses('bcc', envelope.bcc);
    case 'subject':
      return envelope.subject === null ? null : headerInForm(envelope.subject, 'Text');
    case 'sentAt':
      return envelope.date === null ? null : headerDate(envelope.date);
    case 'preview':
      return preview;
    case 'hasAttachment':
      return hasAttachment(lists);
    case 'bodyStructure':
      return bodyPartObject(lists.root, message.partBlobId, bodyProperties, true, headers);
    case 'textBody':
      return parts(lists.textBody);
    case 'htmlBody':
      return parts(lists.htmlBody);
    case 'attachments':
      return parts(lists.attachments);
    default:
      return null;
  }
}

async function bodyValues(
  message: MessageSource,
  lists: BodyLists,
  request: EmailRequest,
): Promise<Record<string, unknown>> {
  const wanted = new Map<string, NumberedPart>();
  const want = (parts: readonly NumberedPart[]) => {
    for (const numbered of parts) {
      if (numbered.part.type === 'text' && numbered.partId !== null) wanted.set(numbered.partId, numbered);
    }
  };
  if (request.fetchTextBodyValues) want(lists.textBody);
  if (request.fetchHTMLBodyValues) want(lists.htmlBody);
  if (request.fetchAllBodyValues) want(leaves(lists.root));
  const values: Record<string, unknown> = {};
  const bytes = new KeptPieces((range) => message.read(range), lists.root.part.bodyEnd);
  const slice = new TimeSlice();
  for (const [partId, { part }] of wanted) {
    await slice.rest();
    const isEmpty = part.bodyEnd <= part.bodyStart;
    const source = isEmpty ? new Uint8Array() : await bytes.source(part.bodyStart, part.bodyEnd);
    const { text, hasProblem } = await readText(part, source, longestText);
    const whole = text.replaceAll('\r\n', '\n');
    const limit = request.maxBodyValueBytes === 0 ? longestText : request.maxBodyValueBytes;
    const cut = cutToBytes(whole, limit);
    const value = part.subtype === 'html' && cut.length < whole.length ? withoutCutTag(cut) : cut;
    values[partId] = {
      value,
      isEncodingProblem: hasProblem,
      isTruncated: value.length < whole.length || part.sizeBytes > longestText * 2,
    };
  }
  return values;
}

function leaves(numbered: NumberedPart): readonly NumberedPart[] {
  return numbered.children.length === 0 ? [numbered] : numbered.children.flatMap(leaves);
}

/** At most `limit` octets of UTF-8, never half a character (RFC 8621 §4.2). */
function cutToBytes(text: string, limit: number): string {
  if (text.length * 3 <= limit) return text;
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length <= limit) return text;
  let end = limit;
  while (end > 0 && ((bytes[end] as number) & 0xc0) === 0x80) end--;
  return bytes.toString('utf8', 0, end);
}

/** RFC 8621 §4.2: a text that is cut should not end within a tag; one that is nothing but its beginning is cut as it is. */
function withoutCutTag(html: string): string {
  const opened = html.lastIndexOf('<');
  const isTag = /^<[a-z/!?]/i.test(html.slice(opened, opened + 2)) || opened === html.length - 1;
  return opened > 0 && isTag && opened > html.lastIndexOf('>') ? html.slice(0, opened) : html;
}

async function allHeaders(
  message: MessageSource,
  structure: MessageStructure,
): Promise<{ name: string; value: string }[]> {
  const fields = structure.header.filter((field) => field.name !== '');
  const end = Math.max(0, ...fields.map((field) => field.end));
  const header = end === 0 ? Buffer.alloc(0) : await collectBytes(message.read({ start: 0, end }));
  return headersIn(header, structure);
}

async function headerProperty(message: MessageSource, structure: MessageStructure, property: string): Promise<unknown> {
  const { name, form, all } = readHeaderProperty(property);
  const fields = structure.header.filter((field) => field.name === name);
  const values: unknown[] = [];
  // RFC 8621 §4.1.3: without :all, the last one counts.
  for (const field of all ? fields : fields.slice(-1)) {
    const bytes = await collectBytes(message.read({ start: field.start, end: field.end }));
    const text = bytes.toString('latin1');
    const value = text.slice(text.indexOf(':') + 1).replace(/\r?\n$/, '');
    values.push(headerInForm(value, form));
  }
  return all ? values : (values[0] ?? null);
}
