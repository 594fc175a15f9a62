import {
  type BytesWriter,
  formatSequenceSet,
  ImapSyntaxError,
  resolveSequenceSet,
  type SequenceSet,
  star,
} from '@relais/imap-codec';
import type {
  AccountStore,
  FolderChanges,
  FolderSnapshot,
  FolderSummary,
  StoreFlagsResult,
} from '../../domain/mail/account-store.ts';
import { flagBits, type Flags } from '../../domain/mail/flags.ts';
import { MailError } from '../../domain/mail/mail-error.ts';
import { allRights, type Rights } from '../../domain/mail/rights.ts';
import { type UidSet, UidSetBuilder, uidSetOf } from '../../domain/mail/uid-set.ts';
import type { AskedFlags } from './asked-flags.ts';
import { permanentFlags } from './folder-permission.ts';
import { formatFlags, recentBit, storedBits, systemFlagNames } from './flag-names.ts';
import { FlagHistory } from './flag-history.ts';
import { MessageList } from './message-list.ts';
import { ToldModSeq } from './told-mod-seq.ts';

/** Expunged by somebody, and the client has not been told yet: its sequence number still counts. */
const goneBit = 64;

/** A run of positions in the view, both ends included; sequence number = position + 1. */
export interface PositionRange {
  readonly from: number;
  readonly to: number;
}

/** What catching up asks of a store. */
export type ChangeSource = Pick<AccountStore, 'changesSince' | 'claimRecent'>;

export interface TellOptions {
  readonly revealExpunges: boolean;
  /** QRESYNC or UIDONLY: VANISHED instead of EXPUNGE. */
  readonly asVanished: boolean;
  /** CONDSTORE: with MODSEQ. */
  readonly withModSeq: boolean;
  /** False: changes of flags are known and not told (NOTIFY without FlagChange). */
  readonly withFlags?: boolean;
}

/**
 * What one session believes about its folder. Sequence numbers are positions in it, so it changes only between
 * commands: `catchUp` learns what happened, `tell` lets the client know.
 */
export class SelectedFolder {
  readonly folderId: number;
  readonly mailboxId: string;
  /** Another one once it was renamed under the session. */
  name: string;
  readonly isReadOnly: boolean;
  /** What the user might do when he selected it; the store asks again at every call. */
  readonly rights: Rights;
  readonly uidValidity: number;
  uidNext: number;
  /** False once IMAP4rev2 is enabled: it has no \Recent (RFC 9051 appendix E). */
  showsRecent = true;
  /** RFC 9586: once UIDONLY is enabled no sequence number is told. */
  tellsUidsOnly = false;
  /** Words for people as the client reads them (RFC 5255). */
  inItsWords: (text: string) => string = (text) => text;
  /** How many messages the client knew of when it gave the command in hand. */
  countAsked = 0;
  /** RFC 5182: the UIDs of `$`. */
  savedSearch: readonly number[] = [];
  /** UIDs that are new or have changed since a search context last looked; undefined: nobody looks (RFC 5267). */
  touched: Set<number> | undefined;
  /** A command of this session has expunged messages, and the client has not been told yet. */
  owesExpunges = false;
  readonly toldModSeq = new ToldModSeq();
  readonly #messages: MessageList;
  /** Every change up to here is in the view. */
  #knownModSeq: number;
  /** The newest change that was announced to us. */
  #signalledModSeq: number;
  #isDeleted = false;
  #untoldCount = false;
  /** The first that EXISTS has not counted yet. */
  #firstUntoldUid = Number.POSITIVE_INFINITY;
  #goneCount = 0;
  #recentCount: number | undefined;
  readonly #untoldFlags = new Set<number>();

  constructor(summary: FolderSummary, snapshot: FolderSnapshot, isReadOnly: boolean) {
    this.folderId = summary.folderId;
    this.mailboxId = summary.mailboxId;
    this.name = summary.name;
    this.isReadOnly = isReadOnly;
    this.rights = summary.rights ?? allRights;
    const { status } = snapshot;
    this.uidValidity = status.uidValidity;
    this.uidNext = status.uidNext;
    this.#messages = new MessageList(snapshot);
    this.#knownModSeq = status.highestModSeq;
    this.#signalledModSeq = status.highestModSeq;
    const firstRecent = this.#messages.lowerBound(status.firstRecentUid);
    for (let at = firstRecent; at < this.count; at++) this.#messages.setBit(at, recentBit);
    this.#recentCount = this.count - firstRecent;
  }

  get count(): number {
    return this.#messages.count;
  }

  get highestModSeq(): number {
    return this.#knownModSeq;
  }

  get isBehind(): boolean {
    return !this.#isDeleted && this.#signalledModSeq > this.#knownModSeq;
  }

  /** Told with every push: counted again only after messages have gone. */
  get recentCount(): number {
    if (this.#recentCount === undefined) {
      let recent = 0;
      for (let at = 0; at < this.count; at++) if ((this.bitsAt(at) & recentBit) !== 0) recent++;
      this.#recentCount = recent;
    }
    return this.#recentCount;
  }

  /** The position of the first message without `\Seen`, or -1. */
  get firstUnseen(): number {
    for (let at = 0; at < this.count; at++) if ((this.bitsAt(at) & flagBits.seen) === 0) return at;
    return -1;
  }

  uidAt(position: number): number {
    return this.#messages.uidAt(position);
  }

  /** Stored flags and `\Recent`. */
  bitsAt(position: number): number {
    return this.#messages.bitsAt(position);
  }

  isGoneAt(position: number): boolean {
    return (this.bitsAt(position) & goneBit) !== 0;
  }

  modSeqAt(position: number): number {
    return this.#messages.modSeqAt(position);
  }

  flagsAt(position: number): Flags {
    return { bits: this.bitsAt(position) & storedBits, keywords: this.keywordsAt(position) };
  }

  keywordsAt(position: number): readonly string[] {
    return this.#messages.keywordsAt(position);
  }

  /** `\Seen $Label`, without parentheses. */
  flagsTextAt(position: number): string {
    const bits = this.showsRecent ? this.bitsAt(position) : this.bitsAt(position) & storedBits;
    return formatFlags(bits, this.keywordsAt(position));
  }

  /** The position of a UID, or -1. */
  positionOf(uid: number): number {
    return this.#messages.positionOf(uid);
  }

  /** `\Answered … $Label` for FLAGS and PERMANENTFLAGS. */
  flagNames(): string {
    return [...systemFlagNames, ...this.#messages.keywords.names].join(' ');
  }

  /**
   * The positions that a set of sequence numbers or UIDs names, ascending.
   * RFC 3501 §6.4.8: UIDs that do not exist are skipped; a sequence number that does not exist is a client's mistake.
   * `count`: what `*` is among sequence numbers. @throws ImapSyntaxError for a sequence number above it.
   */
  positions(set: SequenceSet, byUid: boolean, count = this.count): PositionRange[] {
    if (set.saved) return this.positionsOfUids(uidSetOf(this.savedSearch));
    const largest = byUid ? this.uidAt(this.count - 1) : count;
    const ranges = resolveSequenceSet(set, largest);
    if (byUid) return this.positionsOfUids(ranges.map(({ from, to }) => ({ first: from, last: to })));
    // `1:*` of an empty mailbox names nothing; clients send it without looking.
    if (count === 0 && set.ranges.some(({ from, to }) => from === star || to === star)) return [];
    for (const { from, to } of ranges) {
      if (to > count || from < 1) {
        throw new ImapSyntaxError('argument', `there is no message ${Math.max(to, 1)}; the mailbox has ${count}`);
      }
    }
    return ranges.map(({ from, to }) => ({ from: from - 1, to: to - 1 }));
  }

  /** UIDs that are not in the view are skipped. */
  positionsOfUids(uids: UidSet): PositionRange[] {
    const found: PositionRange[] = [];
    for (const { first, last } of uids) {
      const from = this.#messages.lowerBound(first);
      const to = this.#messages.lowerBound(last + 1) - 1;
      if (from <= to) found.push({ from, to });
    }
    return found;
  }

  /** UIDs at positions, those of expunged messages left out: what the store is asked about. */
  uidsAt(ranges: readonly PositionRange[]): UidSet {
    const uids = new UidSetBuilder();
    for (const { from, to } of ranges) {
      const [first, last] = [this.uidAt(from), this.uidAt(to)];
      // Without holes the ends say it all.
      if (this.#goneCount === 0 && last - first === to - from) uids.addRange(first, last);
      else for (let at = from; at <= to; at++) if (!this.isGoneAt(at)) uids.add(this.uidAt(at));
    }
    return uids.set;
  }

  /** Whether any of them was expunged and the client does not know. */
  hasGoneIn(ranges: readonly PositionRange[]): boolean {
    if (this.#goneCount === 0) return false;
    for (const { from, to } of ranges) for (let at = from; at <= to; at++) if (this.isGoneAt(at)) return true;
    return false;
  }

  /** From now on it is remembered which flags change. */
  rememberChanges(): void {
    this.#messages.history ??= new FlagHistory();
  }

  /** Whether these flags of a message, whose mod-sequence is now `modSeq`, are certainly as they were at `since`. */
  isUnchanged(uid: number, modSeq: number, flags: Flags, since: number): boolean {
    const { history } = this.#messages;
    const isKnown = history !== undefined && this.modSeqAt(this.positionOf(uid)) === modSeq;
    return isKnown && !history.mayHaveChanged(uid, flags, since);
  }

  /** Somebody announced a change of this folder. */
  signal(modSeq: number): void {
    if (modSeq > this.#signalledModSeq) this.#signalledModSeq = modSeq;
  }

  /**
   * Flags that this session itself changed; the client hears of them from the command's own answer. `asked`: it hears only
   * that they were changed, so what another session did to the same messages is still to be told (RFC 3501 §6.4.6).
   */
  noteStored(result: Pick<StoreFlagsResult, 'columns' | 'modSeq' | 'keywordsOf'>, asked?: AskedFlags): void {
    let next = 0;
    const known = new Map<number, number>();
    for (const { uids, bits, keywordSets } of result.columns) {
      for (let i = 0; i < uids.length; i++) {
        const uid = uids[i] as number;
        const at = this.uidAt(next) === uid ? next : this.positionOf(uid);
        if (at < 0) continue;
        next = at + 1;
        const set = keywordSets[i] as number;
        let own = set === 0 ? 0 : known.get(set);
        if (own === undefined) known.set(set, (own = this.#messages.keywords.idOf(result.keywordsOf(set))));
        const before = asked === undefined ? undefined : this.flagsAt(at);
        this.#messages.setStored(at, bits[i] as number, own, result.modSeq);
        this.touched?.add(uid);
        if (before !== undefined && asked?.explains(before, this.flagsAt(at)) === false) this.#untoldFlags.add(uid);
        else if (asked === undefined && this.#untoldFlags.size > 0) this.#untoldFlags.delete(uid);
      }
    }
  }

  /** Messages that are no longer there; the client hears of it when it may. */
  noteExpunged(uids: UidSet): void {
    for (const { first, last } of uids) {
      for (let at = this.#messages.lowerBound(first); at < this.count && this.uidAt(at) <= last; at++) {
        if (this.isGoneAt(at)) continue;
        this.#messages.setBit(at, goneBit);
        this.#goneCount++;
        this.toldModSeq.holdBack(this.#knownModSeq);
      }
    }
  }

  /** The same of what this session itself expunged: the answer of its command, whatever NOTIFY says of others' doings. */
  noteOwnExpunges(uids: UidSet): void {
    this.noteExpunged(uids);
    this.owesExpunges = this.#goneCount > 0;
  }

  /** A write of this session changed something and got `modSeq`: if nothing came between, nothing is to be caught up with. */
  noteOwnWrite(modSeq: number): void {
    if (modSeq === this.#knownModSeq + 1) this.#knownModSeq = modSeq;
    else this.signal(modSeq);
  }

  /** Reads what happened since; with `force` also when no signal came. Waits for the store, tells nobody yet. */
  async catchUp(store: ChangeSource, force = false): Promise<void> {
    if (this.#isDeleted || (!force && !this.isBehind)) return;
    const changes = await this.#readChanges(store);
    if (changes === undefined) return;
    const newest = changes.changed.at(-1);
    let { firstRecentUid } = changes.status;
    if (newest !== undefined && newest.uid > this.uidAt(this.count - 1) && !this.isReadOnly) {
      ({ firstRecentUid } = await store.claimRecent(this.folderId));
    }
    this.#apply(changes, firstRecentUid);
  }

  /** Undefined: another session has deleted the folder; for this one all its messages are expunged (RFC 2180 §3). */
  async #readChanges(store: ChangeSource): Promise<FolderChanges | undefined> {
    try {
      return await store.changesSince(this.folderId, this.#knownModSeq);
    } catch (error) {
      if (
        !(error instanceof MailError) ||
        (error.code !== 'folder-not-found' && error.code !== 'folder-not-selectable')
      )
        throw error;
      this.#isDeleted = true;
      this.noteExpunged([{ first: 1, last: 0xffff_ffff }]);
      return undefined;
    }
  }

  #apply(changes: FolderChanges, firstRecentUid: number): void {
    let lastUid = this.uidAt(this.count - 1);
    for (const { uid, flags, modSeq } of changes.changed) {
      const at = this.positionOf(uid);
      if (at >= 0) {
        // Our own writes come back here as well and are no news.
        if (this.modSeqAt(at) === modSeq) continue;
        this.#messages.setFlags(at, flags, modSeq);
        this.#untoldFlags.add(uid);
        this.touched?.add(uid);
      } else if (uid > lastUid) {
        // RFC 3501 §2.3.1.1: UIDs only grow, so new messages always go to the end.
        const isRecent = uid >= firstRecentUid;
        this.#messages.append(uid, flags, modSeq, isRecent ? recentBit : 0);
        if (isRecent && this.#recentCount !== undefined) this.#recentCount++;
        this.#untoldCount = true;
        this.#firstUntoldUid = Math.min(this.#firstUntoldUid, uid);
        this.touched?.add(uid);
        lastUid = uid;
      }
    }
    this.noteExpunged(changes.expunged);
    this.uidNext = changes.status.uidNext;
    this.#knownModSeq = Math.max(this.#knownModSeq, changes.status.highestModSeq);
    // What was announced while the store was read is still to come.
    this.#signalledModSeq = Math.max(this.#signalledModSeq, this.#knownModSeq);
  }

  /** Tells the client what `catchUp` learnt, in an order in which its numbers are right at each line. */
  tell(writer: BytesWriter, options: TellOptions): void {
    if (options.revealExpunges && this.#goneCount > 0) this.#tellExpunges(writer, options.asVanished);
    if (this.#untoldCount) {
      this.#untoldCount = false;
      writer.text('* ').number(this.count).text(' EXISTS\r\n');
      if (this.showsRecent) writer.text('* ').number(this.recentCount).text(' RECENT\r\n');
    }
    this.#firstUntoldUid = Number.POSITIVE_INFINITY;
    this.tellFlags(writer, options);
    this.#untoldFlags.clear();
  }

  /** Changes of flags alone, of messages that the client has heard of. */
  tellFlags(writer: BytesWriter, options: TellOptions): void {
    this.tellKeywords(writer);
    if (options.withFlags === false) return;
    for (const uid of this.#untoldFlags) {
      if (uid >= this.#firstUntoldUid) continue;
      this.#untoldFlags.delete(uid);
      const at = this.positionOf(uid);
      if (at >= 0 && !this.isGoneAt(at)) this.writeFlags(writer, at, options.withModSeq);
    }
  }

  /** RFC 3501 §7.2.6: keywords that are new to the folder are announced before a message has them. */
  tellKeywords(writer: BytesWriter): void {
    const { keywords } = this.#messages;
    if (!keywords.hasNews) return;
    keywords.hasNews = false;
    const names = this.flagNames();
    const permanent = `* OK [PERMANENTFLAGS (${permanentFlags(this, names)})]`;
    writer.text(`* FLAGS (${names})\r\n`).utf8(`${permanent} ${this.inItsWords('Permanent flags')}\r\n`);
  }

  /** `* 4 FETCH (UID 7 FLAGS (\Seen) MODSEQ (12))` */
  writeFlags(writer: BytesWriter, at: number, withModSeq: boolean, withFlags = true): void {
    if (withModSeq) this.toldModSeq.noteTold();
    this.writeFetchStart(writer, at);
    const items = [
      ...(this.tellsUidsOnly ? [] : [`UID ${this.uidAt(at)}`]),
      ...(withFlags ? [`FLAGS (${this.flagsTextAt(at)})`] : []),
      ...(withModSeq ? [`MODSEQ (${this.modSeqAt(at)})`] : []),
    ];
    writer.text(items.join(' ')).text(')\r\n');
  }

  /** `* 4 FETCH (`, or `* 25996 UIDFETCH (`. */
  writeFetchStart(writer: BytesWriter, at: number): void {
    if (this.tellsUidsOnly) writer.text('* ').number(this.uidAt(at)).text(' UIDFETCH (');
    else
      writer
        .text('* ')
        .number(at + 1)
        .text(' FETCH (');
  }

  #tellExpunges(writer: BytesWriter, asVanished: boolean): void {
    const goneUids: number[] = [];
    this.#messages.removeWith(goneBit, (uid, keptBefore) => {
      goneUids.push(uid);
      // RFC 3501 §7.4.1: each EXPUNGE moves the numbers after it down by one before the next is read.
      if (!asVanished) writer.text(`* ${keptBefore + 1} EXPUNGE\r\n`);
    });
    this.#goneCount = 0;
    this.toldModSeq.revealed();
    this.owesExpunges = false;
    this.#recentCount = undefined;
    // RFC 7162 §3.2.10.2
    if (asVanished) writer.text(`* VANISHED ${formatSequenceSet(goneUids)}\r\n`);
    if (this.savedSearch.length > 0) {
      // RFC 5182 §2.1: expunged messages leave the saved result.
      const gone = new Set(goneUids);
      this.savedSearch = this.savedSearch.filter((uid) => !gone.has(uid));
    }
  }
}
