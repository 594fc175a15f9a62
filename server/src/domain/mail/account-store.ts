import type { MailboxChange } from '../../storage/change-signal.ts';
import type { AnnotationChanges, Annotations } from './annotations.ts';
import type { ComingTogether } from './coming-together.ts';
import type { Flags } from './flags.ts';
import type { ServerAnnotations } from './server-annotations.ts';
import type { RecoverableItems } from './recoverable-items.ts';
import type { FolderRights } from './folder-rights.ts';
import type { FlagMask, Rights } from './rights.ts';
import type { UidSet } from './uid-set.ts';

/** RFC 6154; `inbox` is our mark for INBOX. */
export type SpecialUse = 'inbox' | 'archive' | 'drafts' | 'flagged' | 'junk' | 'sent' | 'trash' | 'all' | 'important';

export interface FolderSummary {
  readonly folderId: number;
  /** OBJECTID's MAILBOXID (RFC 8474): never given to another folder of the account. */
  readonly mailboxId: string;
  /** The whole path in Unicode NFC, levels separated by `/`; INBOX is always `INBOX`. */
  readonly name: string;
  readonly specialUse: SpecialUse | null;
  /** JMAP's place among the folders beside it (RFC 8621 §2); `null`: nobody has given it one. */
  readonly sortOrder: number | null;
  readonly subscribed: boolean;
  readonly hasChildren: boolean;
  /** False for a name that exists only because it has children (RFC 9051 \NoSelect / \NonExistent). */
  readonly selectable: boolean;
  readonly hidden: boolean;
  readonly status: FolderStatus;
  /** What the one who asks may do here (RFC 4314); absent in his own mailbox, where he may do everything. */
  readonly rights?: Rights;
}

export interface FolderStatus {
  readonly uidValidity: number;
  readonly uidNext: number;
  readonly highestModSeq: number;
  readonly messages: number;
  readonly unseen: number;
  readonly deleted: number;
  readonly sizeBytes: number;
  /** UIDs from here on have not been seen by any session: `\Recent` (RFC 3501 §2.3.2). */
  readonly firstRecentUid: number;
}

/**
 * What changes about the messages of a folder, in UID order, column by column: 50,000 messages cost four arrays. They are
 * shared by all who select the folder: nobody may change them.
 */
export interface FolderSnapshot {
  readonly status: FolderStatus;
  readonly uids: Uint32Array;
  readonly flagBits: Uint8Array;
  /** Modification sequences; doubles hold them exactly below 2^53 (RFC 7162 §3.1: 63 bits). */
  readonly modSeqs: Float64Array;
  /** Index into `keywordSets`; 0 is the empty set. */
  readonly keywordSet: Uint16Array;
  readonly keywordSets: readonly (readonly string[])[];
}

export interface FolderChanges {
  readonly status: FolderStatus;
  /** Ascending by UID: new messages and those whose flags changed after the asked modseq. */
  readonly changed: readonly { readonly uid: number; readonly flags: Flags; readonly modSeq: number }[];
  readonly expunged: UidSet;
}

/** What never changes about a message, computed once on the way in and stored as the bytes that FETCH sends. */
export interface MessageRow {
  readonly uid: number;
  readonly contentId: number;
  /** OBJECTID's EMAILID and THREADID (RFC 8474). */
  readonly emailId: string;
  readonly threadId: string;
  readonly sizeBytes: number;
  /** Milliseconds since 1970. */
  readonly internalDate: number;
  /** The zone in which the internal date was given, in minutes east of UTC. */
  readonly internalZoneMinutes: number;
  readonly savedDate: number;
  /** Of the Date field; of a message without one: the internal date (RFC 5256 §2.2). */
  readonly sentDate: number;
  /** Only when asked for. */
  readonly envelope: Uint8Array | null;
  readonly bodyStructure: Uint8Array | null;
  /** BODY without extension data. */
  readonly body: Uint8Array | null;
  /** `serializeStructure` of the mime package: offsets of every part. */
  readonly structure: Uint8Array | null;
  readonly preview: string | null;
  /** What `HeaderCutter` of the mime package takes; null of a long header, whose message then has its structure here. */
  readonly header: Uint8Array | null;
  /** All bytes of a message of at most 64 KB; null of a larger one, which `content` gives in pieces. */
  readonly content: Uint8Array | null;
}

export interface MessageColumns {
  readonly envelope?: boolean;
  readonly bodyStructure?: boolean;
  readonly body?: boolean;
  readonly structure?: boolean;
  readonly preview?: boolean;
  readonly header?: boolean;
  readonly content?: boolean;
}

/** A message on its way in: chunks as they arrive, spooled beyond about 1 MB so that it never stands in memory whole. */
export interface IncomingMessage {
  /**
   * The chunk is kept as it is: nobody may change it afterwards.
   * @throws MailError 'message-too-large' past the account's or the given limit.
   */
  write(chunk: Uint8Array): Promise<void>;
  readonly sizeBytes: number;
  /** Structure, envelope, preview and keys computed; not yet in any folder and not yet durable. */
  finish(): Promise<StagedMessage>;
  /** Forgets it; safe at any time, also after `append`. */
  discard(): Promise<void>;
}

export interface StagedMessage {
  readonly stagedId: string;
  readonly sizeBytes: number;
  readonly messageId: string | null;
  readonly subject: string;
}

export interface MessagePlace {
  readonly folderId: number;
  readonly uid: number;
}

export interface MessageToAppend {
  readonly message: StagedMessage;
  readonly flags: Flags;
  /** Milliseconds since 1970; default: now. */
  readonly internalDate?: number;
  /** The zone in which it was given, in minutes east of UTC; default: UTC. */
  readonly internalZoneMinutes?: number;
}

export interface StoreFlagsRequest {
  readonly uids: UidSet;
  readonly mode: 'replace' | 'add' | 'remove';
  readonly flags: Flags;
  /** RFC 7162 §3.1.3: messages changed after this stay as they are and come back in `unchanged`. */
  readonly unchangedSince?: number;
  /** Whether a message changed after `unchangedSince`, and now of this mod-sequence, may be taken as one that was not. */
  readonly isUnchanged?: (uid: number, modSeq: number) => boolean;
  /**
   * Given: the call resolves before the change is durable, and this is called with the promise of that. The client is
   * told when that has resolved; until then reads may not see the change.
   */
  readonly ahead?: (durable: Promise<void>) => void;
  /** Only these flags are touched, in all modes; default: all. */
  readonly only?: FlagMask;
}

/** The new flags of some messages, column by column in UID order. */
export interface FlagColumns {
  readonly uids: Uint32Array;
  readonly bits: Uint8Array;
  /** Numbers of sets of keywords; 0 is the empty one. */
  readonly keywordSets: Uint16Array;
}

export interface StoreFlagsResult {
  readonly modSeq: number;
  /** A list made when it is asked for; `columns` says the same. */
  readonly changed: readonly { readonly uid: number; readonly flags: Flags; readonly modSeq: number }[];
  readonly columns: readonly FlagColumns[];
  /** The keywords of a set that `columns` name. */
  keywordsOf(set: number): readonly string[];
  /** Failed the UNCHANGEDSINCE test. */
  readonly conflicted: UidSet;
  /** Named but gone. */
  readonly missing: UidSet;
}

/** What becomes of a COPY or MOVE one of whose messages has gone: nothing of it, or (where not said) the rest of it. */
export type WhenGone = 'refuse' | 'skip';

export interface CopyResult {
  readonly uidValidity: number;
  /** Same length and order; empty when nothing was left to copy. */
  readonly sourceUids: readonly number[];
  readonly targetUids: readonly number[];
  /** The highest modseq of the folder that a MOVE took them from, where it is known. */
  readonly sourceModSeq?: number;
}

export interface ExpungeOptions {
  /** Those with `\Deleted` only (EXPUNGE, UID EXPUNGE); otherwise all named. */
  readonly onlyDeleted: boolean;
  /** They are safe in another folder or mailbox: nothing of them is to be recovered, unless the mailbox is on hold. */
  readonly areElsewhere?: boolean;
}

export interface QuotaUsage {
  readonly sizeBytes: number;
  readonly messages: number;
  readonly folders: number;
  /** `null`: unlimited. */
  readonly sizeLimitBytes: number | null;
}

/** How a message is to be recognised in a search over the store; each key is a set-based question to one folder. */
export interface TextQuery {
  readonly where: 'body' | 'text' | { readonly headerField: string };
  /** Compared without case, after decoding (RFC 9051 §6.4.4). An empty value of a header field matches its presence. */
  readonly value: string;
  /** RFC 6203: the words of the value in any order, without regard to accents. */
  readonly fuzzy?: boolean;
}

/**
 * One account's mail, in the order of a session's life. Every call is set-based. All writes resolve only when durable.
 * UIDs only grow; the UID of an expunged message is never given again (RFC 9051 §2.3.1.1).
 * @throws MailError in all calls; codes are named where they are not obvious.
 */
export interface AccountStore extends RecoverableItems {
  readonly accountId: string;

  listFolders(): Promise<readonly FolderSummary[]>;
  /**
   * By name: INBOX in any case, the rest exact after NFC. For `place` it may come from memory: which folder it is holds now,
   * its `status` may be older. @throws 'folder-not-found'
   */
  folder(name: string, wanted?: 'place'): Promise<FolderSummary>;
  folderStatus(folderId: number): Promise<FolderStatus>;
  /** Missing parents are made too (RFC 9051 §6.3.4). */
  createFolder(name: string, options?: { readonly specialUse?: SpecialUse }): Promise<FolderSummary>;
  /** Children go along; INBOX leaves an empty INBOX behind and moves its messages (RFC 9051 §6.3.6). */
  renameFolder(from: string, to: string): Promise<void>;
  /** A folder with children keeps its name as not selectable (RFC 3501 §6.3.4). */
  deleteFolder(name: string): Promise<void>;
  setSubscribed(name: string, subscribed: boolean): Promise<void>;
  /** Names that are subscribed, also of folders that no longer exist (RFC 9051 §6.3.7). */
  subscribedNames(): Promise<readonly string[]>;
  setSpecialUse(folderId: number, specialUse: SpecialUse | null): Promise<void>;
  /** Below 2^31. */
  setSortOrder(folderId: number, sortOrder: number): Promise<void>;

  /** Everything a session needs to select a folder. `claimRecent` takes the `\Recent` messages for the caller. */
  openFolder(folderId: number, options: { readonly claimRecent: boolean }): Promise<FolderSnapshot>;
  /** What happened after `modSeq`, for catching up and for CHANGEDSINCE. */
  changesSince(folderId: number, modSeq: number): Promise<FolderChanges>;
  /** UIDs expunged after `modSeq` among `within` (QRESYNC, RFC 7162 §3.2). */
  expungedSince(folderId: number, modSeq: number, within?: UidSet): Promise<UidSet>;
  /** UIDs given to no one yet but claimed as recent by this call (for sessions told of new mail). */
  claimRecent(folderId: number): Promise<{ readonly firstRecentUid: number }>;

  /** Rows in UID order, a page at a time (about 500); UIDs that are gone are skipped, not an error (RFC 9051 §6.4.9). */
  messages(folderId: number, uids: UidSet, columns: MessageColumns): AsyncIterable<readonly MessageRow[]>;
  /** The raw bytes of a message, or the part of them asked for, in pieces of at most about 256 KB. */
  content(contentId: number, range?: { readonly start: number; readonly end: number }): AsyncIterable<Uint8Array>;
  /** UIDs that match, ascending. */
  search(folderId: number, uids: UidSet, query: TextQuery): Promise<readonly number[]>;
  /** The UIDs that match each query, ascending. What must be read of the messages is read once for all. */
  searchEach(folderId: number, uids: UidSet, queries: readonly TextQuery[]): Promise<readonly (readonly number[])[]>;
  /** Makes the index of texts for all that has none. It is made by itself when nothing comes in; searches do without. */
  indexTexts(): Promise<void>;

  /**
   * A message on its way in. `sizeBytes`, when known beforehand, lets the quota refuse early ('over-quota',
   * 'message-too-large'). `folderId` is where it will go: in a view of several accounts it says to which of them.
   */
  beginMessage(options?: {
    readonly sizeBytes?: number;
    readonly maxBytes?: number;
    readonly folderId?: number;
    /** Of the message that it replaces, in the same mailbox. */
    readonly freesBytes?: number;
    /** It will be appended with the others that were begun with the same. */
    readonly together?: ComingTogether;
  }): Promise<IncomingMessage>;
  /** All or none (RFC 3502). */
  append(
    folderId: number,
    messages: readonly MessageToAppend[],
  ): Promise<{ readonly uidValidity: number; readonly uids: readonly number[] }>;
  /**
   * RFC 8508: the message comes and the one it replaces goes, in one transaction; only the difference counts for the quota.
   * @throws MailError 'message-not-found' when that one is gone; then nothing has changed.
   */
  replace(
    replaced: MessagePlace,
    folderId: number,
    message: MessageToAppend,
  ): Promise<{ readonly uidValidity: number; readonly uids: readonly number[] }>;
  storeFlags(folderId: number, request: StoreFlagsRequest): Promise<StoreFlagsResult>;
  /**
   * All or none (RFC 9051 §6.4.7); content is shared, not copied.
   * @throws MailError 'message-not-found' when one has gone and `whenGone` is 'refuse'; then nothing has changed.
   */
  copy(folderId: number, uids: UidSet, targetFolderId: number, whenGone?: WhenGone): Promise<CopyResult>;
  /** RFC 6851: all or none, one transaction. @throws as `copy`. */
  move(folderId: number, uids: UidSet, targetFolderId: number, whenGone?: WhenGone): Promise<CopyResult>;
  expunge(
    folderId: number,
    uids: UidSet,
    options: ExpungeOptions,
  ): Promise<{ readonly expunged: UidSet; readonly modSeq: number }>;

  /** Annotations (RFC 5464) of a folder, or of the account (`null`): the shared ones and those of `user`. */
  annotations(folderId: number | null, user: string): Promise<Annotations>;
  /** Of all folders that have one of `entries`, by folder. */
  folderAnnotations(entries: readonly string[] | 'all', user: string): Promise<ReadonlyMap<number, Annotations>>;
  /** All or none. 'too-many': nothing was changed. */
  annotate(folderId: number | null, changes: AnnotationChanges, user: string): Promise<'written' | 'too-many'>;
  /** The access control list of a folder (RFC 4314); the account's owner, who has every right, is not in it. */
  folderRights(folderId: number): Promise<FolderRights>;
  /** Of all folders in which somebody else has a right. */
  everyFolderRights(): Promise<ReadonlyMap<number, FolderRights>>;
  /** `null` takes the grantee off the list. `services/sharing` is where a user's grants are also found again. */
  setFolderRights(folderId: number, grantee: string, rights: Rights | null): Promise<void>;

  quota(): Promise<QuotaUsage>;
  setQuota(sizeLimitBytes: number | null): Promise<void>;

  /** Called after commits of this account, whoever made them; call the result to stop. */
  onChange(listener: (change: MailboxChange) => void): () => void;
}

export interface DeliveryTerms {
  /** Other folders of the account that get a copy, all or none with the message itself. */
  readonly copies?: readonly number[];
  /** Names the delivery: one that was done under this name within a week is not done again. */
  readonly once?: string | null;
  /**
   * Asked only where the account knows the Message-ID: contents of its thread that came within the hour, the newest first.
   * True: the message is one of them and is not filed. Two that come at once are told apart like two that follow each other.
   */
  readonly isSecondCopy?: (contentIds: readonly number[]) => Promise<boolean>;
}

/** What only the mail system itself does in an account. */
export interface DeliveryStore extends AccountStore {
  /**
   * The number of its content; durable when it resolves, with the copies. Otherwise nothing has happened: the delivery was done
   * before, or the account has the message.
   */
  deliver(
    folderId: number,
    message: MessageToAppend,
    terms: DeliveryTerms,
  ): Promise<number | 'done-before' | 'second-copy'>;
}

/** The door to all accounts' mail. */
export interface MailStore {
  /** The store of an account, made with its default folders on first use; cheap to call, shared by all sessions. */
  account(accountId: string): Promise<AccountStore>;
  /** Annotations that all users of the server see (RFC 5464). */
  readonly serverAnnotations: ServerAnnotations;
  /** Its sessions are refused from then on ('storage-unavailable'). */
  deleteAccount(accountId: string): Promise<void>;
  /** Checks every row, chunk, count and UID of an account against each other; yields a sentence per fault. */
  verify(accountId: string): AsyncIterable<string>;
}

/** The same door for those who deliver. */
export interface DeliveryMailStore extends MailStore {
  account(accountId: string): Promise<DeliveryStore>;
}
