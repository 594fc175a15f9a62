import {
  decodeParameter,
  decodeText,
  deserializeStructure,
  type MessageStructure,
  type MimePart,
  scanMessage,
} from '@relais/mime';
import { readContent } from '../../storage/content-store.ts';
import type { AccountContext } from './account-context.ts';
import { fieldText, searchedFields } from './search-headers.ts';

/** Text of one part beyond this is not searched. */
const mostTextBytes = 16 * 1024 * 1024;

export interface HeaderText {
  readonly name: string;
  /** Decoded and in lower case. */
  readonly text: string;
}

/** The header of a message as SEARCH HEADER and TEXT look at it. */
export async function headerTexts(
  context: AccountContext,
  contentId: number,
  { root }: MessageStructure,
): Promise<readonly HeaderText[]> {
  const bytes = await readRange(context, contentId, root.headerStart, root.bodyStart);
  return fieldsOf(bytes);
}

function fieldsOf(header: Uint8Array): readonly HeaderText[] {
  return scanMessage(header).header.map((field) => ({
    name: field.name,
    text: field.value === null ? '' : fieldText(field.value),
  }));
}

/**
 * What SEARCH BODY looks at, part by part: text as it reads, names of attachments, and the fields of messages inside.
 * A small message is read once and its parts are cut from it; a large one part by part, attachments not at all.
 * `withPartHeaders`: the headers of its parts as well, which SEARCH TEXT looks at ("including MIME header fields",
 * RFC 9051 §6.4.4).
 */
export async function* bodyTexts(
  context: AccountContext,
  contentId: number,
  structure: MessageStructure,
  sizeBytes: number,
  withPartHeaders: boolean,
): AsyncGenerator<string> {
  const whole = sizeBytes <= 256 * 1024 ? await readRange(context, contentId, 0, sizeBytes) : null;
  if (withPartHeaders)
    for (const { headerStart, bodyStart } of partsWithin(structure.root)) {
      const bytes =
        whole?.subarray(headerStart, bodyStart) ?? (await readRange(context, contentId, headerStart, bodyStart));
      for (const { name, text } of fieldsOf(bytes)) yield `${name}: ${text}`;
    }
  for (const part of searchedParts(structure.root)) {
    if (typeof part === 'string') {
      yield part;
      continue;
    }
    const source =
      whole?.subarray(part.bodyStart, part.bodyEnd) ??
      readContent(context.scope, contentId, { start: part.bodyStart, end: part.bodyEnd });
    yield await decodeText(part, source, mostTextBytes);
  }
}

export function structureOf(bytes: Uint8Array): MessageStructure {
  return deserializeStructure(bytes);
}

/** All below `part`, messages inside and their parts among them. */
function* partsWithin(part: MimePart): Generator<MimePart> {
  for (const child of part.children) {
    yield child;
    yield* partsWithin(child);
  }
  if (part.message === undefined) return;
  yield part.message.structure.root;
  yield* partsWithin(part.message.structure.root);
}

function* searchedParts(part: MimePart): Generator<MimePart | string> {
  const names = [
    part.disposition === null ? null : decodeParameter(part.disposition.parameters, 'filename'),
    decodeParameter(part.parameters, 'name'),
  ];
  for (const name of new Set(names)) if (name !== null && name !== undefined) yield name;
  for (const child of part.children) yield* searchedParts(child);
  if (part.message !== undefined) {
    for (const field of part.message.structure.header)
      if (field.value !== null && searchedFields.has(field.name)) yield fieldText(field.value);
    yield* searchedParts(part.message.structure.root);
  }
  if (part.children.length > 0 || part.message !== undefined) return;
  // A delivery report and other messages that are not opened (message/global) are text as well.
  if (part.type === 'text' || part.type === 'message') yield part;
}

async function readRange(context: AccountContext, contentId: number, start: number, end: number): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of readContent(context.scope, contentId, { start, end })) pieces.push(piece);
  return pieces.length === 1 ? Buffer.from(pieces[0] as Uint8Array) : Buffer.concat(pieces);
}
