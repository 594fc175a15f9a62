import { mayHaveField } from '@relais/mime';
import { readContent } from '../../storage/content-store.ts';
import type { AccountContext } from './account-context.ts';
import type { TextQuery } from './account-store.ts';
import { BlockCursor } from './block-cursor.ts';
import { loadSelectableFolder, statusOf } from './folder-draft.ts';
import { fieldTexts, hasKeptTexts, type SearchedFolder } from './kept-field-texts.ts';
import { factsOf, type MessageFacts } from './message-block.ts';
import { contentRows } from './read-messages.ts';
import { KeptPieces } from './kept-pieces.ts';
import { bodyTexts, headerTexts, structureOf } from './message-texts.ts';
import { foldText, headersMatch, searchedFields } from './search-headers.ts';
import { mayHold } from './signature-blocks.ts';
import { looseText, signatureTest } from './search-signature.ts';
import { TimeSlice } from './time-slice.ts';
import { ascendingMatcher } from './uid-matcher.ts';
import { type UidSet, uidSetOf } from './uid-set.ts';

const pageBlocks = 2;
/** Of a search that signatures narrow down: most of a page is never read. */
const narrowedPageBlocks = 16;

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
  const folder = await searchedFolder(context, folderId);
  const { where } = query;
  if (typeof where === 'object' && isKept(context, folder, where.headerField.toLowerCase(), uids))
    return await searchField(context, folder, uids, where.headerField.toLowerCase(), query);
  const matches = matcherFor(context, query);
  const test = matches.usesSignatures ? signatureTest(query.value) : undefined;
  const cursor = new BlockCursor('message_facts', folderId, uids, context.differences.numberList);
  const isWanted = ascendingMatcher(uids);
  const found: number[] = [];
  const slice = new TimeSlice();
  // The same content may stand in a folder more than once.
  const known = new Map<number, boolean>();
  while (!cursor.isDone) {
    const page = await context.scope.read(async (reader) => {
      const all = factsOf(await cursor.page(reader, test === undefined ? pageBlocks : narrowedPageBlocks), isWanted);
      const named = all.map((message) => message.contentId);
      const held = test === undefined ? undefined : await mayHold(context, reader, named, test);
      const facts = held === undefined ? all : all.filter(({ contentId }) => held.has(contentId));
      const ids = held === undefined ? named : [...held];
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

async function searchedFolder(context: AccountContext, folderId: number): Promise<SearchedFolder> {
  const known = context.statuses.of(folderId);
  if (known !== undefined) return { folderId, ...known };
  const row = await context.scope.read(async (reader) => await loadSelectableFolder(reader, folderId));
  return { folderId, ...statusOf(row) };
}

/** A search of few messages of a large folder does not read the others for it. */
function isKept(context: AccountContext, folder: SearchedFolder, field: string, uids: UidSet): boolean {
  if (!searchedFields.has(field)) return false;
  if (hasKeptTexts(context, folder, field)) return true;
  let named = 0;
  for (const { first, last } of uids) named += last - first + 1;
  return named * 4 >= folder.messages;
}

/** A search in a field whose texts of the whole folder are in memory. */
async function searchField(
  context: AccountContext,
  folder: SearchedFolder,
  uids: UidSet,
  field: string,
  query: TextQuery,
): Promise<readonly number[]> {
  const texts = await fieldTexts(context, folder, field);
  const isWanted = ascendingMatcher(uids);
  const wanted = wantedIn(query);
  const slice = new TimeSlice();
  const found: number[] = [];
  const chunks =
    query.fuzzy === true
      ? texts.matching(() => {
          const search = wanted();
          return (value) => search.found(value);
        })
      : texts.containing(foldText(query.value));
  for (const chunk of chunks) {
    for (const uid of chunk) if (isWanted(uid)) found.push(uid);
    await slice.rest();
  }
  return found.length === 0 || texts.messages === folder.messages ? found : await stillThere(context, folder, found);
}

/** Of ascending `uids` those that have not gone. */
async function stillThere(context: AccountContext, folder: SearchedFolder, uids: readonly number[]): Promise<number[]> {
  const cursor = new BlockCursor('message_facts', folder.folderId, uidSetOf(uids), context.differences.numberList);
  const isWanted = ascendingMatcher(uidSetOf(uids));
  const found: number[] = [];
  const slice = new TimeSlice();
  while (!cursor.isDone) {
    const rows = await context.scope.read(async (reader) => await cursor.page(reader, narrowedPageBlocks));
    for (const { uid } of factsOf(rows, isWanted)) found.push(uid);
    await slice.rest();
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
  /** Its texts stand in the signatures of messages. */
  readonly usesSignatures: boolean;
  test(content: Searched, message: MessageFacts): Promise<boolean> | boolean;
}

/** Whether texts, one after the other, hold what is looked for. */
interface Wanted {
  /** True once it has been found. */
  found(text: string): boolean;
}

function wantedIn({ value, fuzzy }: TextQuery): () => Wanted {
  if (fuzzy !== true) {
    const folded = foldText(value);
    return () => ({ found: (text) => foldText(text).includes(folded) });
  }
  const words = looseText(value)
    .split(/\s+/u)
    .filter((word) => word !== '');
  return () => {
    let left: readonly string[] = words;
    return {
      found(text) {
        const loose = looseText(text);
        left = left.filter((word) => !loose.includes(word));
        return left.length === 0;
      },
    };
  };
}

function matcherFor(context: AccountContext, query: TextQuery): Matcher {
  const wanted = wantedIn(query);
  if (typeof query.where === 'object')
    return headerMatcher(context, query, query.where.headerField.toLowerCase(), wanted);
  const alsoHeaders = query.where === 'text';
  const isEmpty = foldText(query.value) === '';
  return {
    columns: 'structure',
    usesSignatures: true,
    test: async ({ content_id, structure }, message) => {
      if (isEmpty) return true;
      const parsed = structureOf(structure);
      const bytes = new KeptPieces((range) => readContent(context.scope, content_id, range), message.sizeBytes);
      const search = wanted();
      if (alsoHeaders) {
        const fields = await headerTexts(bytes, parsed);
        // TEXT is the whole header: a value may be looked for together with its name.
        if (fields.some(({ name, text }) => search.found(`${name}: ${text}`))) return true;
      }
      for await (const text of bodyTexts(bytes, parsed, alsoHeaders)) if (search.found(text)) return true;
      return false;
    },
  };
}

function headerMatcher(context: AccountContext, query: TextQuery, field: string, wanted: () => Wanted): Matcher {
  const folded = foldText(query.value);
  if (searchedFields.has(field)) {
    return {
      columns: 'headers',
      usesSignatures: false,
      test: ({ headers }) => {
        if (query.fuzzy !== true) return headersMatch(headers, field, folded);
        const search = wanted();
        const prefix = `${field}:`;
        return headers.split('\n').some((line) => line.startsWith(prefix) && search.found(line.slice(prefix.length)));
      },
    };
  }
  return {
    columns: 'structure',
    usesSignatures: true,
    test: async ({ content_id, structure }, message) => {
      // A client may ask for hundreds of fields, and structures are dear to read.
      if (!mayHaveField(structure, field)) return false;
      const parsed = structureOf(structure);
      // Its values are not kept, but where it stands is: most messages need not be read.
      if (!parsed.header.some(({ name }) => name === field)) return false;
      if (folded === '') return true;
      const search = wanted();
      const fields = await headerTexts(
        new KeptPieces((range) => readContent(context.scope, content_id, range), message.sizeBytes),
        parsed,
      );
      return fields.some(({ name, text }) => name === field && search.found(text));
    },
  };
}
