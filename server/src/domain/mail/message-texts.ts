import {
  decodeParameter,
  decodeText,
  deserializeStructure,
  type MessageStructure,
  type MimePart,
  scanMessage,
} from '@relais/mime';
import type { KeptPieces } from './kept-pieces.ts';
import { fieldText, searchedFields } from './search-headers.ts';
import { TimeSlice } from './time-slice.ts';

/** Text of one part beyond this is not searched. */
const mostTextBytes = 16 * 1024 * 1024;

export interface HeaderText {
  readonly name: string;
  /** Decoded and in lower case. */
  readonly text: string;
}

/** The header of a message as SEARCH HEADER and TEXT look at it. */
export async function headerTexts(bytes: KeptPieces, { root }: MessageStructure): Promise<readonly HeaderText[]> {
  return fieldsOf(await bytes.range(root.headerStart, root.bodyStart));
}

function fieldsOf(header: Uint8Array): readonly HeaderText[] {
  return scanMessage(header).header.map((field) => ({
    name: field.name,
    text: field.value === null ? '' : fieldText(field.value),
  }));
}

/**
 * What SEARCH BODY looks at, part by part: text as it reads, names of attachments, and the fields of messages inside.
 * A large message is read part by part, attachments not at all.
 * `withPartHeaders`: the headers of its parts as well, which SEARCH TEXT looks at ("including MIME header fields",
 * RFC 9051 §6.4.4).
 */
export async function* bodyTexts(
  bytes: KeptPieces,
  structure: MessageStructure,
  withPartHeaders: boolean,
): AsyncGenerator<string> {
  const slice = new TimeSlice();
  if (withPartHeaders)
    for (const { headerStart, bodyStart } of partsWithin(structure.root)) {
      await slice.rest();
      for (const { name, text } of fieldsOf(await bytes.range(headerStart, bodyStart))) yield `${name}: ${text}`;
    }
  for (const part of searchedParts(structure.root)) {
    await slice.rest();
    yield typeof part === 'string'
      ? part
      : await decodeText(part, await bytes.source(part.bodyStart, part.bodyEnd), mostTextBytes);
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
