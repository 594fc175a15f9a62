import {
  type FetchItem,
  formatMailboxName,
  formatSequenceSet,
  formatString,
  type SearchKey,
  type SortCriterion,
} from '@relais/imap-codec';
import { uidSetOf } from '../../domain/mail/uid-set.ts';
import { fetchPositions } from './commands/fetch.ts';
import { searchMessages } from './search/search-messages.ts';
import type { SearchSubject } from './search/search-subject.ts';
import { sortMessages } from './search/sort-messages.ts';
import type { SelectedFolder } from './selected-folder.ts';
import type { Session } from './session.ts';

/** RFC 5267 §4.3.1: each costs memory and work at every change. */
const mostContexts = 16;

/** A search whose result the client keeps up to date. */
export interface SearchContext {
  readonly tag: string;
  readonly uid: boolean;
  /** RFC 7377 §2.1: each response to ESEARCH, and what is told of it later, says of which mailbox it is. */
  readonly namesMailbox?: true;
  /** Without sequence numbers and `$`. */
  readonly criteria: SearchKey;
  readonly decode: SearchSubject['decode'];
  /** RFC 5465 §7: what to send of a new message that comes in. */
  readonly fetch?: readonly FetchItem[];
  /** Of SORT: positions in the result are told. */
  readonly order?: readonly SortCriterion[];
}

interface Kept extends SearchContext {
  /** UIDs in the order of the result. */
  members: number[];
  /** Found by the look before the last telling, to be told after it. */
  added: number[];
}

/** The updating searches of one selected folder (RFC 5267 §4.3). */
export class SearchContexts {
  readonly #session: Session;
  readonly #folder: SelectedFolder;
  readonly #contexts: Kept[] = [];
  /** What has a higher UID is new since the last look. */
  #newestUid: number;

  constructor(session: Session, folder: SelectedFolder) {
    this.#session = session;
    this.#folder = folder;
    this.#newestUid = folder.uidAt(folder.count - 1);
  }

  /** False: there are too many, and the result will not be updated (NOUPDATE). */
  add(context: SearchContext, members: readonly number[]): boolean {
    if (this.#contexts.length >= mostContexts) return false;
    this.#contexts.push({ ...context, members: [...members], added: [] });
    this.#folder.touched ??= new Set();
    return true;
  }

  has(tag: string): boolean {
    return this.#contexts.some((context) => context.tag === tag);
  }

  cancel(tag: string): void {
    const at = this.#contexts.findIndex((context) => context.tag === tag);
    if (at >= 0) this.#contexts.splice(at, 1);
    if (this.#contexts.length === 0) this.#folder.touched = undefined;
  }

  /**
   * RFC 5267 §4.3.4: what left a result is told before the EXPUNGE that took it away, while its number is still right.
   * What came is looked for here and told by `afterChanges`, once EXISTS has been said.
   */
  async beforeChanges(revealExpunges: boolean): Promise<void> {
    const folder = this.#folder;
    const { touched } = folder;
    const news = touched ?? new Set<number>();
    folder.touched = this.#contexts.length === 0 ? undefined : new Set();
    for (const context of this.#contexts) {
      const matching = await this.#matching(context, news);
      const isGone = (uid: number): boolean => {
        const at = folder.positionOf(uid);
        return at < 0 || folder.isGoneAt(at);
      };
      const members = new Set(context.members);
      const removed = context.members.filter((uid) =>
        isGone(uid) ? revealExpunges : news.has(uid) && !matching.has(uid),
      );
      context.added = [...matching].filter((uid) => !members.has(uid));
      this.#tellRemoved(context, removed);
    }
  }

  async afterChanges(): Promise<void> {
    const newest = this.#newestUid;
    this.#newestUid = Math.max(newest, this.#folder.uidAt(this.#folder.count - 1));
    for (const context of this.#contexts) {
      const { added } = context;
      if (added.length === 0) continue;
      context.added = [];
      await this.#fetchNew(
        context,
        added.filter((uid) => uid > newest),
      );
      if (context.order === undefined) {
        context.members = [...context.members, ...added].sort((a, b) => a - b);
        this.#tell(
          context,
          'ADDTO',
          `0 ${this.#numbers(
            context,
            added.sort((a, b) => a - b),
          )}`,
        );
        continue;
      }
      const positions = [...context.members, ...added]
        .map((uid) => this.#folder.positionOf(uid))
        .filter((at) => at >= 0)
        .sort((a, b) => a - b);
      const sorted = await sortMessages(this.#subject(context), positions, context.order);
      const fresh = new Set(added);
      context.members = withFresh(
        context.members,
        fresh,
        sorted.map((at) => this.#folder.uidAt(at)),
      );
      // Each is put in after those before it, so the places are those of the new order.
      const pairs = context.members.flatMap((uid, at) =>
        fresh.has(uid) ? [`${at + 1} ${this.#numbers(context, [uid])}`] : [],
      );
      if (pairs.length > 0) this.#tell(context, 'ADDTO', pairs.join(' '));
    }
  }

  /** RFC 5465 §7: after EXISTS and before ADDTO; not of what came in by a change of its flags. */
  async #fetchNew({ fetch }: Kept, added: readonly number[]): Promise<void> {
    const { state } = this.#session;
    if (fetch === undefined || added.length === 0 || state.kind !== 'selected') return;
    const positions = this.#folder.positionsOfUids(uidSetOf([...added].sort((a, b) => a - b)));
    await fetchPositions(this.#session, state, positions, fetch);
  }

  #tellRemoved(context: Kept, removed: readonly number[]): void {
    if (removed.length === 0) return;
    const gone = new Set(removed);
    if (context.order === undefined) {
      this.#tell(context, 'REMOVEFROM', `0 ${this.#numbers(context, removed)}`);
    } else {
      // From the end, so that the places before stay as they are.
      const pairs = context.members
        .flatMap((uid, at) => (gone.has(uid) ? [`${at + 1} ${this.#numbers(context, [uid])}`] : []))
        .reverse();
      this.#tell(context, 'REMOVEFROM', pairs.join(' '));
    }
    context.members = context.members.filter((uid) => !gone.has(uid));
  }

  async #matching(context: Kept, news: ReadonlySet<number>): Promise<Set<number>> {
    const folder = this.#folder;
    const among = [...news].map((uid) => folder.positionOf(uid)).filter((at) => at >= 0 && !folder.isGoneAt(at));
    if (among.length === 0) return new Set();
    const found = await searchMessages(this.#subject(context), context.criteria, among);
    return new Set([...found].map((at) => folder.uidAt(at)));
  }

  #subject({ decode }: SearchContext): SearchSubject {
    const { state, output, context } = this.#session;
    if (state.kind !== 'selected') throw new TypeError('a search context outlived its folder');
    const { savedSearch } = this.#folder;
    return { folder: this.#folder, store: state.store, output, decode, nowMs: context.clock.now(), savedSearch };
  }

  #numbers({ uid }: SearchContext, uids: readonly number[]): string {
    return formatSequenceSet(uid ? uids : uids.map((each) => this.#folder.positionOf(each) + 1));
  }

  #tell({ tag, uid, namesMailbox }: SearchContext, what: 'ADDTO' | 'REMOVEFROM', pairs: string): void {
    const { output, enabled } = this.#session;
    const { name, uidValidity } = this.#folder;
    const text = formatString(tag).toString('latin1');
    const mailbox =
      namesMailbox === true ? ` MAILBOX ${formatMailboxName(name, enabled.usesUtf8)} UIDVALIDITY ${uidValidity}` : '';
    output.line(`* ESEARCH (TAG ${text}${mailbox})${uid ? ' UID' : ''} ${what} (${pairs})`);
  }
}

/**
 * `members` with those of `fresh` before the member that follows them in `sorted`. A member that is gone and not told
 * yet is not among `sorted`: it keeps its place, for its REMOVEFROM names that place.
 */
function withFresh(members: readonly number[], fresh: ReadonlySet<number>, sorted: readonly number[]): number[] {
  const before = new Map<number, number[]>();
  let waiting: number[] = [];
  for (const uid of sorted) {
    if (fresh.has(uid)) waiting.push(uid);
    else if (waiting.length > 0) {
      before.set(uid, waiting);
      waiting = [];
    }
  }
  return [...members.flatMap((uid) => [...(before.get(uid) ?? []), uid]), ...waiting];
}
