import { randomUUID } from 'node:crypto';
import {
  type ComposeInput,
  composeMessage,
  type ComposedAttachment,
  type HeaderAddress,
  type PartField,
} from '@relais/mime';
import { isRecord } from '../core/arguments.ts';
import { mailLimits } from '../core/limits.ts';
import { invalidProperties, SetRefusal } from '../core/method-error.ts';
import { checkedAddress, checkedField, checkedFileName, checkedIds } from './checked-property.ts';
import { givenHeaderFields, minutesEast } from './given-header-fields.ts';

/** Reads a blob for an attachment: its bytes and type; `null` when there is none. */
export type BlobReader = (blobId: string) => Promise<{ readonly type: string; readonly bytes: Buffer } | null>;

interface Body {
  text: string | undefined;
  html: string | undefined;
  textFields: readonly PartField[];
  htmlFields: readonly PartField[];
  readonly attachments: ComposedAttachment[];
  readonly missing: string[];
}

const addressProperties = ['sender', 'from', 'replyTo', 'to', 'cc', 'bcc'] as const;
const known = new Set([
  ...addressProperties,
  'mailboxIds',
  'keywords',
  'receivedAt',
  'messageId',
  'inReplyTo',
  'references',
  'subject',
  'sentAt',
  'bodyValues',
  'textBody',
  'htmlBody',
  'attachments',
  'bodyStructure',
]);

/** The message of an Email/set create (RFC 8621 §4.6). @throws SetRefusal that names what is wrong. */
export async function composeEmail(
  asked: Readonly<Record<string, unknown>>,
  from: HeaderAddress,
  readBlob: BlobReader,
): Promise<Buffer> {
  const { email, fields } = givenHeaderFields(asked);
  const unknown = Object.keys(email).filter((name) => !known.has(name));
  if (unknown.length > 0) throw invalidProperties(unknown, `An Email that is created has no ${unknown.join(', ')}.`);
  const body = await bodyOf(email, readBlob);
  if (body.missing.length > 0) {
    throw new SetRefusal({
      type: 'blobNotFound',
      notFound: body.missing,
      description: 'An attachment is gone; attach it again.',
    });
  }
  const size = body.attachments.reduce((sum, attachment) => sum + attachment.content.length, 0);
  if (size > mailLimits.maxSizeAttachmentsPerEmail) {
    throw new SetRefusal({
      type: 'tooLarge',
      description: `The attachments have ${size} bytes together; at most ${mailLimits.maxSizeAttachmentsPerEmail} go into a message.`,
    });
  }
  const lists = Object.fromEntries(addressProperties.map((name) => [name, addressesIn(email, name)]));
  const [messageId] = idsIn(email, 'messageId') ?? [];
  const input: ComposeInput = {
    from: lists.from ?? from,
    ...(lists.sender?.[0] === undefined ? {} : { sender: lists.sender[0] }),
    ...(lists.replyTo === undefined ? {} : { replyTo: lists.replyTo }),
    ...(lists.to === undefined ? {} : { to: lists.to }),
    ...(lists.cc === undefined ? {} : { cc: lists.cc }),
    ...(lists.bcc === undefined ? {} : { bcc: lists.bcc }),
    subject: checkedField('subject', {
      name: 'Subject',
      value: typeof email.subject === 'string' ? email.subject : '',
    }).value,
    date: dateIn(email, 'sentAt') ?? new Date(),
    zoneMinutesEast: typeof email.sentAt === 'string' ? minutesEast(email.sentAt) : 0,
    messageId: messageId ?? `${randomUUID()}@${from.address.slice(from.address.lastIndexOf('@') + 1)}`,
    ...(idsIn(email, 'inReplyTo') === undefined ? {} : { inReplyTo: idsIn(email, 'inReplyTo') }),
    ...(idsIn(email, 'references') === undefined ? {} : { references: idsIn(email, 'references') }),
    headers: fields,
    ...(body.text === undefined ? {} : { text: body.text }),
    ...(body.html === undefined ? {} : { html: body.html }),
    textFields: body.textFields,
    htmlFields: body.htmlFields,
    attachments: body.attachments,
  };
  try {
    return composeMessage(input);
  } catch (cause) {
    if (cause instanceof RangeError) throw new SetRefusal({ type: 'invalidProperties', description: cause.message });
    throw cause;
  }
}

async function bodyOf(email: Readonly<Record<string, unknown>>, readBlob: BlobReader): Promise<Body> {
  const values = isRecord(email.bodyValues) ? email.bodyValues : {};
  const body: Body = {
    text: undefined,
    html: undefined,
    textFields: [],
    htmlFields: [],
    attachments: [],
    missing: [],
  };
  for (const [partId, value] of Object.entries(values)) {
    if (isRecord(value) && (value.isTruncated === true || value.isEncodingProblem === true)) {
      throw invalidProperties(['bodyValues'], `The text ${partId} is not whole.`);
    }
  }
  if (email.bodyStructure !== undefined) {
    const lists = ['textBody', 'htmlBody', 'attachments'].filter((name) => email[name] !== undefined);
    // RFC 8621 §4.6.
    if (lists.length > 0) throw invalidProperties(['bodyStructure', ...lists], 'The body is given twice.');
    await addPart(email.bodyStructure, values, body, readBlob);
    return body;
  }
  for (const [property, type] of [
    ['textBody', 'text/plain'],
    ['htmlBody', 'text/html'],
  ] as const) {
    const parts = email[property];
    if (parts === undefined || parts === null) continue;
    if (!Array.isArray(parts) || parts.length !== 1 || !isRecord(parts[0]) || (parts[0].type ?? type) !== type) {
      throw invalidProperties([property], `${property} holds exactly one part of type ${type}.`);
    }
    await addPart({ ...parts[0], type }, values, body, readBlob);
  }
  if (Array.isArray(email.attachments)) {
    for (const part of email.attachments) await addPart(part, values, body, readBlob, true);
  }
  return body;
}

async function addPart(
  part: unknown,
  values: Readonly<Record<string, unknown>>,
  body: Body,
  readBlob: BlobReader,
  isAttachment = false,
): Promise<void> {
  if (!isRecord(part)) throw invalidProperties(['bodyStructure'], 'A body part is an object.');
  if (Array.isArray(part.subParts)) {
    for (const inner of part.subParts) await addPart(inner, values, body, readBlob, isAttachment);
    return;
  }
  const property = isAttachment ? 'attachments' : 'bodyStructure';
  const type = typeof part.type === 'string' ? part.type.toLowerCase() : null;
  // RFC 6838 §4.2.
  if (type?.split('/').some((side) => side.length > longestTypeSide) === true) {
    throw invalidProperties(
      [property],
      `A media type has at most ${longestTypeSide} characters on either side of "/".`,
    );
  }
  const fields = partFields(part);
  if (typeof part.partId === 'string') {
    const value = values[part.partId];
    if (!isRecord(value) || typeof value.value !== 'string') {
      throw invalidProperties(['bodyValues'], `bodyValues has no text for the part ${part.partId}.`);
    }
    if (!isAttachment && part.disposition !== 'attachment') {
      if (type === 'text/html' && body.html === undefined) {
        body.html = value.value;
        body.htmlFields = fields;
        return;
      }
      if ((type === 'text/plain' || type === null) && body.text === undefined) {
        body.text = value.value;
        body.textFields = fields;
        return;
      }
    }
    body.attachments.push(attachmentOf(part, property, Buffer.from(value.value, 'utf8'), type ?? 'text/plain'));
    return;
  }
  if (typeof part.blobId !== 'string') throw invalidProperties(['attachments'], 'A part has a partId or a blobId.');
  const blob = await readBlob(part.blobId);
  if (blob === null) body.missing.push(part.blobId);
  else body.attachments.push(attachmentOf(part, property, blob.bytes, type ?? blob.type));
}

const longestTypeSide = 127;
const ofEveryPart = new Set(['partId', 'blobId', 'size', 'name', 'type', 'charset', 'disposition', 'cid', 'language']);

/** The Content-* fields of a part beyond those that its other properties make. @throws SetRefusal (RFC 8621 §4.6) */
function partFields(part: Readonly<Record<string, unknown>>): readonly PartField[] {
  const refuse = (why: string): never => {
    throw invalidProperties(['bodyStructure'], why);
  };
  if (typeof part.partId === 'string' && typeof part.blobId === 'string') {
    refuse('A part has a partId or a blobId, not both.');
  }
  if (typeof part.partId === 'string' && (part.charset ?? part.size ?? null) !== null) {
    refuse('The server chooses the charset of a text, and counts its size.');
  }
  const fields: PartField[] = [];
  const give = (field: PartField): void => void fields.push(checkedField('bodyStructure', field));
  if (Array.isArray(part.language)) give({ name: 'Content-Language', value: part.language.join(', ') });
  if (typeof part.location === 'string') give({ name: 'Content-Location', value: part.location });
  for (const [property, value] of Object.entries(part)) {
    if (ofEveryPart.has(property) || property === 'location' || property === 'subParts') continue;
    const [, name] = /^header:([^:]+)(?::as(?:Raw|Text))?$/i.exec(property) ?? [];
    if (name === undefined || typeof value !== 'string') return refuse(`A part that is created has no ${property}.`);
    if (/^content-(?:type|transfer-encoding|disposition|id)$/i.test(name)) {
      refuse(`${name} of a part is made of its other properties.`);
    }
    give({ name, value: value.trim() });
  }
  return fields;
}

function attachmentOf(
  part: Readonly<Record<string, unknown>>,
  property: string,
  content: Buffer,
  type: string,
): ComposedAttachment {
  return {
    // What an upload or a message of others calls itself may be anything.
    contentType: /^[\w.+-]{1,127}\/[\w.+-]{1,127}$/.test(type) ? type : 'application/octet-stream',
    content,
    fields: partFields(part),
    ...(typeof part.name === 'string' ? { filename: checkedFileName(property, part.name) } : {}),
    ...(typeof part.cid === 'string' ? { contentId: checkedIds(property, [part.cid])[0] } : {}),
    ...(part.disposition === 'inline' || part.disposition === 'attachment' ? { disposition: part.disposition } : {}),
  };
}

function addressesIn(email: Readonly<Record<string, unknown>>, name: string): HeaderAddress[] | undefined {
  const list = email[name];
  if (list === undefined || list === null) return undefined;
  if (!Array.isArray(list)) throw invalidProperties([name], `${name} is an array of addresses or null.`);
  return list.map((item: unknown) => {
    if (!isRecord(item) || typeof item.email !== 'string') {
      throw invalidProperties([name], `Each address of ${name} has an email.`);
    }
    return checkedAddress(name, {
      address: item.email,
      ...(typeof item.name === 'string' && item.name !== '' ? { name: item.name } : {}),
    });
  });
}

function idsIn(email: Readonly<Record<string, unknown>>, name: string): readonly string[] | undefined {
  const list = email[name];
  if (list === undefined || list === null) return undefined;
  if (!Array.isArray(list) || !list.every((id) => typeof id === 'string')) {
    throw invalidProperties([name], `${name} is an array of message ids or null.`);
  }
  return checkedIds(name, list as string[]);
}

function dateIn(email: Readonly<Record<string, unknown>>, name: string): Date | null {
  const value = email[name];
  if (value === undefined || value === null) return null;
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(time)) throw invalidProperties([name], `${name} is a date such as 2026-01-31T08:00:00+01:00.`);
  return new Date(time);
}
