import { decodeHeader, decodeParameter, type MessageStructure, type MimePart } from '@relais/mime';
import { readHeaderProperty } from './header-forms.ts';

/** A leaf part and its IMAP number. */
export interface NumberedPart {
  readonly part: MimePart;
  /** `null` for multiparts (RFC 8621 §4.1.4). */
  readonly partId: string | null;
  readonly children: readonly NumberedPart[];
}

export interface BodyLists {
  readonly root: NumberedPart;
  readonly textBody: readonly NumberedPart[];
  readonly htmlBody: readonly NumberedPart[];
  readonly attachments: readonly NumberedPart[];
}

function numberParts(structure: MessageStructure): NumberedPart {
  const visit = (part: MimePart, number: string): NumberedPart => ({
    part,
    partId: part.type === 'multipart' ? null : number === '' ? '1' : number,
    children: part.children.map((child, at) => visit(child, number === '' ? `${at + 1}` : `${number}.${at + 1}`)),
  });
  return visit(structure.root, '');
}

const isMedia = (type: string): boolean => type === 'image' || type === 'audio' || type === 'video';

/** What is to be read and what is attached, by the rules of RFC 8621 §4.1.4. */
export function bodyLists(structure: MessageStructure): BodyLists {
  const root = numberParts(structure);
  const textBody: NumberedPart[] = [];
  const htmlBody: NumberedPart[] = [];
  const attachments: NumberedPart[] = [];
  collect([root], 'mixed', false, htmlBody, textBody, attachments);
  return { root, textBody, htmlBody, attachments };
}

function collect(
  parts: readonly NumberedPart[],
  multipart: string,
  inAlternative: boolean,
  htmlBody: NumberedPart[] | null,
  textBody: NumberedPart[] | null,
  attachments: NumberedPart[],
): void {
  const textBefore = textBody?.length ?? -1;
  const htmlBefore = htmlBody?.length ?? -1;
  for (const [at, numbered] of parts.entries()) {
    const { part } = numbered;
    const type = `${part.type}/${part.subtype}`;
    if (part.type === 'multipart') {
      const inside = inAlternative || part.subtype === 'alternative';
      collect(numbered.children, part.subtype, inside, htmlBody, textBody, attachments);
      continue;
    }
    const isReadable = type === 'text/plain' || type === 'text/html' || isMedia(part.type);
    // Behind the first part of a related, or with a file name, text is an attachment.
    const isFirstOrBare = at === 0 || (multipart !== 'related' && (isMedia(part.type) || fileName(part) === null));
    if (part.disposition?.type === 'attachment' || !isReadable || !isFirstOrBare) {
      attachments.push(numbered);
      continue;
    }
    if (multipart === 'alternative') {
      if (type === 'text/plain') textBody?.push(numbered);
      else if (type === 'text/html') htmlBody?.push(numbered);
      else attachments.push(numbered);
      continue;
    }
    if (inAlternative && type === 'text/plain') htmlBody = null;
    if (inAlternative && type === 'text/html') textBody = null;
    textBody?.push(numbered);
    htmlBody?.push(numbered);
    if ((textBody === null || htmlBody === null) && isMedia(part.type)) attachments.push(numbered);
  }
  if (multipart === 'alternative' && textBody !== null && htmlBody !== null) {
    if (textBefore === textBody.length && htmlBefore !== htmlBody.length) textBody.push(...htmlBody.slice(htmlBefore));
    if (htmlBefore === htmlBody.length && textBefore !== textBody.length) htmlBody.push(...textBody.slice(textBefore));
  }
}

/** The decoded name of the part's file, from either field that may hold it; `null` when it has none. */
function fileName(part: MimePart): string | null {
  const fromDisposition = part.disposition === null ? null : decodeParameter(part.disposition.parameters, 'filename');
  return fromDisposition ?? decodeParameter(part.parameters, 'name');
}

/** Something to download: an attachment that is not only there for the HTML (RFC 8621 §4.1.4). */
export function hasAttachment(lists: BodyLists): boolean {
  return lists.attachments.some(({ part }) => part.disposition?.type !== 'inline' || part.id === null);
}

export const defaultBodyProperties = [
  'partId',
  'blobId',
  'size',
  'name',
  'type',
  'charset',
  'disposition',
  'cid',
  'language',
  'location',
] as const;

const otherBodyProperties = ['headers', 'subParts'];

/** @throws MethodError for a property that no body part has. */
export function checkBodyProperties(properties: readonly string[]): void {
  const known: readonly string[] = [...defaultBodyProperties, ...otherBodyProperties];
  for (const property of properties) if (!known.includes(property)) readHeaderProperty(property);
}

/** A part with its own header fields, where those are asked for and stand in the message alone. */
export type PartHeaders = ReadonlyMap<MimePart, ReadonlyMap<string, unknown>>;

/** An EmailBodyPart (RFC 8621 §4.1.4) with the asked properties; unknown ones are the caller's to refuse. */
export function bodyPartObject(
  numbered: NumberedPart,
  blobIdOf: (partId: string) => string,
  properties: readonly string[],
  withSubParts: boolean,
  headers: PartHeaders,
): Record<string, unknown> {
  const { part, partId } = numbered;
  const object: Record<string, unknown> = {};
  for (const property of properties) {
    switch (property) {
      case 'partId':
        object.partId = partId;
        break;
      case 'blobId':
        object.blobId = partId === null ? null : blobIdOf(partId);
        break;
      case 'size':
        object.size = decodedSize(part);
        break;
      case 'name':
        object.name = fileName(part);
        break;
      case 'type':
        object.type = `${part.type}/${part.subtype}`;
        break;
      case 'charset':
        object.charset = part.type === 'text' ? (decodeParameter(part.parameters, 'charset') ?? 'us-ascii') : null;
        break;
      case 'disposition':
        object.disposition = part.disposition?.type ?? null;
        break;
      case 'cid':
        object.cid = part.id === null ? null : decodeHeader(part.id).trim().replace(/^<|>$/g, '');
        break;
      case 'language':
        object.language = part.language.length === 0 ? null : part.language.map((tag) => decodeHeader(tag));
        break;
      case 'location':
        object.location = part.location === null ? null : decodeHeader(part.location);
        break;
      case 'subParts':
        break;
      default:
        object[property] = headers.get(part)?.get(property) ?? null;
    }
  }
  if (withSubParts && numbered.children.length > 0) {
    object.subParts = numbered.children.map((child) => bodyPartObject(child, blobIdOf, properties, true, headers));
  }
  return object;
}

/** Octets after decoding; for base64 by its arithmetic, which is exact to the line breaks (RFC 8621: size of the content). */
function decodedSize(part: MimePart): number {
  if (part.encoding !== 'base64') return part.sizeBytes;
  const characters = part.sizeBytes - 2 * part.lines;
  return Math.max(0, Math.floor((characters * 3) / 4));
}
