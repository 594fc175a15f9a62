import {
  decodeHeader,
  type MimePart,
  type MessageStructure,
  decodeText,
  deserializeStructure,
  scanMessage,
} from '@relais/mime';
import { readContent } from '../../storage/content-store.ts';
import type { AccountContext } from './account-context.ts';
import type { TextQuery } from './account-store.ts';
import { BlockCursor } from './block-cursor.ts';
import { loadSelectableFolder } from './folder-draft.ts';
import type { MessageFacts } from './message-block.ts';
import { contentRows, factsOf } from './read-messages.ts';
import { foldText, headersMatch, searchedFields } from './search-headers.ts';
import { TimeSlice } from './time-slice.ts';
import { ascendingMatcher } from './uid-matcher.ts';
import type { UidSet } from './uid-set.ts';

const pageBlocks = 2;
/** Text of one part beyond this is not searched. */
const mostTextBytes = 16 * 1024 * 1024;

/**
 * UIDs of the messages that contain the text, ascending: decoded, without regard to case, anywhere in a word
 * (RFC 9051 §6.4.4). What a search has to read it reads message by message, so nothing else waits for it.
 */
export async function searchText(
  context: AccountContext,
  folderId: number,
  uids: UidSet,
  query: TextQuery,
): Promise<readonly number[]> {
  const matches = matcherFor(context, query);
  const cursor = new BlockCursor('message_facts', folderId, uids, context.differences.numberList);
  const isWanted = ascendingMatcher(uids);
  await context.scope.read(async (reader) => await loadSelectableFolder(reader, folderId));
  const found: number[] = [];
  const slice = new TimeSlice();
  // The same content may stand in a folder more than once.
  const known = new Map<number, boolean>();
  while (!cursor.isDone) {
    const page = await context.scope.read(async (reader) => {
      const facts = factsOf(await cursor.page(reader, pageBlocks), isWanted);
      const ids = facts.map((message) => message.contentId);
      const rows =
        ids.length === 0 ? [] : await contentRows<Searched>(context, reader, ids, `content_id, ${matches.columns}`);
      return { facts, contents: new Map(rows.map((row) => [row.content_id, row])) };
    });
    for (const message of page.facts) {
      const content = page.contents.get(message.contentId);
      if (content === undefined) continue;
      let isMatch = known.get(message.contentId);
      if (isMatch === undefined) {
        isMatch = await matches.test(content, message);
        known.set(message.contentId, isMatch);
      }
      if (isMatch) found.push(message.uid);
      await slice.rest();
    }
    known.clear();
  }
  return found;
}

interface Searched {
  readonly content_id: number;
  readonly headers: string;
  readonly structure: Uint8Array;
}

interface Matcher {
  readonly columns: string;
  test(content: Searched, message: MessageFacts): Promise<boolean> | boolean;
}

function matcherFor(context: AccountContext, query: TextQuery): Matcher {
  const folded = foldText(query.value);
  if (typeof query.where === 'object') {
    const field = query.where.headerField.toLowerCase();
    if (searchedFields.has(field))
      return { columns: 'headers', test: (content) => headersMatch(content.headers, field, folded) };
    return {
      columns: 'structure',
      test: async ({ content_id, structure }) => {
        const { header } = deserializeStructure(structure);
        // Its values are not kept, but where it stands is: most messages need not be read.
        if (!header.some(({ name }) => name === field)) return false;
        if (folded === '') return true;
        const fields = await readHeader(context, content_id, structure);
        return fields.some(({ name, text }) => name === field && text.includes(folded));
      },
    };
  }
  const alsoHeaders = query.where === 'text';
  return {
    columns: 'structure',
    test: async ({ content_id, structure }, message) => {
      if (folded === '') return true;
      if (alsoHeaders) {
        const fields = await readHeader(context, content_id, structure);
        // TEXT is the whole header: a value may be looked for together with its name.
        if (fields.some(({ name, text }) => `${name}: ${text}`.includes(folded))) return true;
      }
      return await bodyContains(context, content_id, deserializeStructure(structure), message.sizeBytes, folded);
    },
  };
}

async function readHeader(
  context: AccountContext,
  contentId: number,
  structure: Uint8Array,
): Promise<readonly { readonly name: string; readonly text: string }[]> {
  const { root } = deserializeStructure(structure);
  const bytes = await readRange(context, contentId, root.headerStart, root.bodyStart);
  return scanMessage(bytes).header.map((field) => ({
    name: field.name,
    text: field.value === null ? '' : foldText(decodeHeader(field.value)),
  }));
}

async function bodyContains(
  context: AccountContext,
  contentId: number,
  structure: MessageStructure,
  sizeBytes: number,
  folded: string,
): Promise<boolean> {
  // A small message is read once and its parts are cut from it; a large one part by part, attachments not at all.
  const whole = sizeBytes <= 256 * 1024 ? await readRange(context, contentId, 0, sizeBytes) : null;
  for (const part of searchedParts(structure.root)) {
    if (typeof part === 'string') {
      if (foldText(part).includes(folded)) return true;
      continue;
    }
    const source =
      whole?.subarray(part.bodyStart, part.bodyEnd) ??
      readContent(context.scope, contentId, { start: part.bodyStart, end: part.bodyEnd });
    const text = foldText(await decodeText(part, source, mostTextBytes));
    if (text.includes(folded)) return true;
  }
  return false;
}

/** Text parts, and as strings the fields of messages inside, whose values the structure keeps. */
function* searchedParts(part: MimePart): Generator<MimePart | string> {
  for (const child of part.children) yield* searchedParts(child);
  if (part.message !== undefined) {
    for (const field of part.message.structure.header)
      if (field.value !== null && searchedFields.has(field.name)) yield decodeHeader(field.value);
    yield* searchedParts(part.message.structure.root);
  }
  if (part.children.length > 0 || part.message !== undefined) return;
  if (part.type === 'text') yield part;
}

async function readRange(context: AccountContext, contentId: number, start: number, end: number): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of readContent(context.scope, contentId, { start, end })) pieces.push(piece);
  return pieces.length === 1 ? Buffer.from(pieces[0] as Uint8Array) : Buffer.concat(pieces);
}
