import { mayHaveField, type MessageStructure } from '@relais/mime';
import { readContent } from '../../storage/content-store.ts';
import type { AccountContext } from './account-context.ts';
import type { TextQuery } from './account-store.ts';
import { BlockCursor } from './block-cursor.ts';
import { loadSelectableFolder, statusOf } from './folder-draft.ts';
import { fieldTexts, hasKeptTexts, type SearchedFolder } from './kept-field-texts.ts';
import { factsOf } from './message-block.ts';
import { contentRows } from './read-messages.ts';
import { KeptPieces } from './kept-pieces.ts';
import { bodyTexts, type HeaderText, headerTexts, structureOf } from './message-texts.ts';
import { foldText, headersMatch, searchedFields } from './search-headers.ts';
import { signaturesOf } from './signature-blocks.ts';
import { looseText, signatureTest } from './search-signature.ts';
import { TimeSlice } from './time-slice.ts';
import { ascendingMatcher } from './uid-matcher.ts';
import { type UidSet, uidSetOf } from './uid-set.ts';

const pageBlocks = 2;
/** To look for so many names in a structure costs as much as to read it. */
const fewFields = 8;
/** Of a search that signatures narrow down: most of a page is never read. */
const narrowedPageBlocks = 16;

/**
 * For each query the UIDs of the messages that contain the text, ascending: decoded, without regard to case, anywhere in a word
 * (RFC 9051 §6.4.4). What a search has to read it reads message by message, once for all queries, so nothing else waits for it.
 */
export async function searchTexts(
  context: AccountContext,
  folderId: number,
  uids: UidSet,
  queries: readonly TextQuery[],
): Promise<readonly (readonly number[])[]> {
  const folder = await searchedFolder(context, folderId);
  const answers: (readonly number[])[] = [];
  const looking: Looking[] = [];
  for (const query of queries) {
    const field = typeof query.where === 'object' ? query.where.headerField.toLowerCase() : null;
    if (field !== null && isKept(context, folder, field, uids)) {
      answers.push(await searchField(context, folder, uids, field, query));
      continue;
    }
    const matches = matcherFor(query);
    const found: number[] = [];
    answers.push(found);
    looking.push({ matches, mayHold: matches.usesSignatures ? signatureTest(query.value) : undefined, found });
  }
  if (looking.length > 0) await lookInto(context, folderId, uids, looking);
  return answers;
}

/** A query for which messages are looked at, and the UIDs of those that match it. */
interface Looking {
  readonly matches: Matcher;
  readonly mayHold: ((signature: Uint8Array) => boolean) | undefined;
  readonly found: number[];
}

async function lookInto(
  context: AccountContext,
  folderId: number,
  uids: UidSet,
  looking: readonly Looking[],
): Promise<void> {
  const columns = ['content_id', ...new Set(looking.map(({ matches }) => matches.column))].join(', ');
  const usesSignatures = looking.some(({ mayHold }) => mayHold !== undefined);
  const isNarrowed = looking.every(({ mayHold }) => mayHold !== undefined);
  const cursor = new BlockCursor('message_facts', folderId, uids, context.differences.numberList);
  const isWanted = ascendingMatcher(uids);
  const slice = new TimeSlice();
  while (!cursor.isDone) {
    const page = await context.scope.read(async (reader) => {
      const facts = factsOf(await cursor.page(reader, isNarrowed ? narrowedPageBlocks : pageBlocks), isWanted);
      const named = [...new Set(facts.map(({ contentId }) => contentId))];
      const signatures = usesSignatures ? await signaturesOf(context, reader, named) : new Map<number, Uint8Array>();
      const ids = isNarrowed ? named.filter((id) => looking.some((one) => mayMatch(one, signatures.get(id)))) : named;
      const rows = ids.length === 0 ? [] : await contentRows<Searched>(context, reader, ids, columns);
      return { facts, wanted: new Set(ids), signatures, contents: new Map(rows.map((row) => [row.content_id, row])) };
    });
    // The same content may stand in a folder more than once.
    const known = new Map<number, readonly Looking[]>();
    for (const { uid, contentId, sizeBytes } of page.facts) {
      const content = page.contents.get(contentId);
      if (content === undefined || !page.wanted.has(contentId)) continue;
      let matched = known.get(contentId);
      if (matched === undefined) {
        const message = new SearchedMessage(context, content, sizeBytes);
        const signature = page.signatures.get(contentId);
        const those: Looking[] = [];
        for (const one of looking) {
          if (!mayMatch(one, signature)) continue;
          const answer = one.matches.test(message);
          // Most say no at once, and there may be dozens.
          if (typeof answer === 'boolean' ? answer : await answer) those.push(one);
        }
        known.set(contentId, (matched = those));
      }
      for (const { found } of matched) found.push(uid);
      await slice.rest();
    }
  }
}

/** What has no signature yet may. */
function mayMatch({ mayHold }: Looking, signature: Uint8Array | undefined): boolean {
  return mayHold === undefined || signature === undefined || mayHold(signature);
}

/** A message of a page, of which each thing is read and parsed once, and only if somebody asks for it. */
class SearchedMessage {
  readonly row: Searched;
  readonly bytes: KeptPieces;
  #parsed: MessageStructure | null = null;
  #names: ReadonlySet<string> | null = null;
  #asked = 0;
  #fields: Promise<readonly HeaderText[]> | null = null;

  constructor(context: AccountContext, row: Searched, sizeBytes: number) {
    this.row = row;
    this.bytes = new KeptPieces((range) => readContent(context.scope, row.content_id, range), sizeBytes);
  }

  get structure(): MessageStructure {
    return (this.#parsed ??= structureOf(this.row.structure));
  }

  /** Whether its header has the field (in lower case). Structures are dear to read, and for few fields it need not be. */
  hasField(field: string): boolean {
    if (this.#names === null) {
      if (++this.#asked <= fewFields && !mayHaveField(this.row.structure, field)) return false;
      this.#names = new Set(this.structure.header.map(({ name }) => name));
    }
    return this.#names.has(field);
  }

  fields(): Promise<readonly HeaderText[]> {
    return (this.#fields ??= headerTexts(this.bytes, this.structure));
  }
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
  readonly column: 'structure' | 'headers';
  /** Its texts stand in the signatures of messages. */
  readonly usesSignatures: boolean;
  test(message: SearchedMessage): Promise<boolean> | boolean;
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

function matcherFor(query: TextQuery): Matcher {
  const wanted = wantedIn(query);
  if (typeof query.where === 'object') return headerMatcher(query, query.where.headerField.toLowerCase(), wanted);
  const alsoHeaders = query.where === 'text';
  const isEmpty = foldText(query.value) === '';
  return {
    column: 'structure',
    usesSignatures: true,
    test: async (message) => {
      if (isEmpty) return true;
      const search = wanted();
      if (alsoHeaders) {
        const fields = await message.fields();
        // TEXT is the whole header: a value may be looked for together with its name.
        if (fields.some(({ name, text }) => search.found(`${name}: ${text}`))) return true;
      }
      const texts = bodyTexts(message.bytes, message.structure, alsoHeaders);
      for await (const text of texts) if (search.found(text)) return true;
      return false;
    },
  };
}

function headerMatcher(query: TextQuery, field: string, wanted: () => Wanted): Matcher {
  const folded = foldText(query.value);
  if (searchedFields.has(field)) {
    return {
      column: 'headers',
      usesSignatures: false,
      test: ({ row: { headers } }) => {
        if (query.fuzzy !== true) return headersMatch(headers, field, folded);
        const search = wanted();
        const prefix = `${field}:`;
        return headers.split('\n').some((line) => line.startsWith(prefix) && search.found(line.slice(prefix.length)));
      },
    };
  }
  return {
    column: 'structure',
    usesSignatures: true,
    test: (message) => {
      // Its values are not kept, but where it stands is: most messages need not be read.
      if (!message.hasField(field)) return false;
      if (folded === '') return true;
      const search = wanted();
      return message.fields().then((all) => all.some(({ name, text }) => name === field && search.found(text)));
    },
  };
}
