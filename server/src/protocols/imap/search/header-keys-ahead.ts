import type { SearchKey } from '@relais/imap-codec';
import type { TextQuery } from '../../../domain/mail/account-store.ts';
import { costOf } from './key-cost.ts';
import type { PositionSet } from './position-set.ts';
import { positionsOf, type SearchSubject, uidsOf } from './search-subject.ts';

type HeaderKey = Extract<SearchKey, { readonly key: 'HEADER' }>;

/** What a HEADER key asks the store for. */
export function headerQuery({ field, text }: HeaderKey, decode: SearchSubject['decode']): TextQuery {
  return { where: { headerField: field }, value: decode(text) };
}

/** With fewer, the first leave few messages for the others. */
const manyKeys = 5;
/** The answers of so many stand in memory at once. */
const keysAtOnce = 64;

/**
 * The HEADER keys of a search that has many: a client may ask for hundreds, and what each has to read of the messages is the same.
 * They are read some dozens at once, of all messages that any of them can be asked about.
 */
export class HeaderKeysAhead {
  readonly #subject: SearchSubject;
  #keys: readonly HeaderKey[] = [];
  #among: PositionSet | null = null;
  #read = new Map<HeaderKey, PositionSet>();

  constructor(subject: SearchSubject) {
    this.#subject = subject;
  }

  /** The keys in the order in which they are asked, and among which messages at most. What is within `keys` need not be said again. */
  note(keys: readonly SearchKey[], among: PositionSet): void {
    if (this.#among !== null) return;
    const found = [...headerKeysIn(keys)];
    if (found.length < manyKeys) return;
    this.#keys = found;
    this.#among = among;
  }

  /** `null`: it is to be looked for by itself. */
  async read(key: HeaderKey): Promise<PositionSet | null> {
    const known = this.#read.get(key);
    if (known !== undefined) return known;
    const from = this.#keys.indexOf(key);
    if (from === -1 || this.#among === null) return null;
    const { folder, store, decode } = this.#subject;
    const keys = this.#keys.slice(from, from + keysAtOnce);
    const count = this.#among.members.length;
    const queries = keys.map((each) => headerQuery(each, decode));
    const answers = await store.searchEach(folder.folderId, uidsOf(this.#subject, this.#among), queries);
    this.#read = new Map(keys.map((each, at) => [each, positionsOf(this.#subject, answers[at] ?? [], count)]));
    return this.#read.get(key) ?? null;
  }
}

/** In the order in which they are evaluated; not those under FUZZY, which is looked for otherwise. */
function* headerKeysIn(keys: readonly SearchKey[]): Generator<HeaderKey> {
  for (const key of keys)
    switch (key.key) {
      case 'HEADER':
        yield key;
        break;
      case 'NOT':
        yield* headerKeysIn([key.of]);
        break;
      case 'OR':
        yield* headerKeysIn([key.left, key.right]);
        break;
      case 'AND':
        yield* headerKeysIn([...key.keys].sort((a, b) => costOf(a) - costOf(b)));
        break;
      default:
    }
}
