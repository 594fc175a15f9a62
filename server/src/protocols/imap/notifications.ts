import { formatMailboxName, type NotifyGroup } from '@relais/imap-codec';
import type { FolderStatus } from '../../domain/mail/account-store.ts';
import { allRights } from '../../domain/mail/rights.ts';
import { uidSetDifference } from '../../domain/mail/uid-set.ts';
import type { MailboxChange } from '../../storage/change-signal.ts';
import { AnnotationEvents } from './annotation-events.ts';
import { fetchPositions } from './commands/fetch.ts';
import { FolderEvents } from './folder-events.ts';
import { ListingPace } from './listing-pace.ts';
import { NotifyGroups } from './notify-groups.ts';
import { OwnMessages } from './own-messages.ts';
import type { Session } from './session.ts';
import type { StateOf } from './session-state.ts';

/** RFC 5465 §5: all but AnnotationChange, which is of RFC 5257. */
export const knownEvents = [
  'MessageNew',
  'MessageExpunge',
  'FlagChange',
  'MailboxName',
  'SubscriptionChange',
  'MailboxMetadataChange',
  'ServerMetadataChange',
] as const;

type SignedIn = StateOf<'authenticated' | 'selected'>;

/** What a client asked to be told (NOTIFY SET), and what it has been told so far. */
export class Notifications {
  readonly #session: Session;
  readonly #signedIn: SignedIn;
  readonly #groups: NotifyGroups;
  readonly folders: FolderEvents;
  readonly annotations: AnnotationEvents;
  readonly #changed = new Set<number>();
  /** What this session put into folders since they were last told of. */
  readonly #ownMessages = new Map<number, OwnMessages>();
  #isListChanged = false;
  readonly #pace: ListingPace;

  constructor(session: Session, signedIn: SignedIn, groups: readonly NotifyGroup[]) {
    this.#session = session;
    this.#signedIn = signedIn;
    this.#groups = new NotifyGroups(groups);
    this.folders = new FolderEvents(session, signedIn, this.#groups);
    this.annotations = new AnnotationEvents(session, signedIn, {
      ofFolders: this.#groups.want('MAILBOXMETADATACHANGE'),
      ofServer: this.#groups.want('SERVERMETADATACHANGE'),
    });
    this.#pace = new ListingPace(session.context.clock, () => session.changes.pusher.announce());
  }

  /**
   * Reads how everything stands, so that only what happens from here on is news; what was news to those of `before` is
   * still to be told. Signals must come here already.
   */
  async begin(before: Notifications | undefined, withStatus: boolean): Promise<void> {
    const known = before === undefined || before.#groups.areNone ? undefined : before;
    if (known !== undefined) {
      this.#isListChanged = true;
      for (const folderId of known.#changed) this.#changed.add(folderId);
      for (const [folderId, own] of known.#ownMessages) this.#ownMessages.set(folderId, own);
    }
    const folders = await this.folders.begin(known?.folders, withStatus);
    await this.annotations.begin(known?.annotations);
    // RFC 5465 §3.1: with FlagChange the number is told to whoever could enable CONDSTORE.
    const withModSeq = this.#session.enabled.usesModSeq || !this.#session.isSwitchedOff('CONDSTORE');
    const { state } = this.#session;
    for (const { folderId, name, selectable, rights, status } of folders) {
      const events = this.folders.eventsFor(name);
      if (!selectable || events.size === 0) continue;
      // RFC 5465 §3.1: what is named and may be seen but not read.
      if (!(rights ?? allRights).has('r')) this.folders.write(name, undefined, { attribute: '\\NoAccess' });
      else if (state.kind === 'selected' && state.folder.folderId === folderId) continue;
      else if (withStatus && events.has('MESSAGENEW'))
        this.#writeStatus(name, status, events.has('FLAGCHANGE') && withModSeq);
    }
  }

  /** Hears of nothing any more. */
  stop(): void {
    this.#pace.stop();
    this.annotations.stop();
  }

  get tellsSelected(): boolean {
    return this.#groups.ofSelected?.events.includes('MESSAGENEW') === true;
  }

  /** RFC 5465 §6.1.2: expunges wait for a command that may reveal them. */
  get isDelayed(): boolean {
    return this.#groups.ofSelected?.mailboxes.filter === 'selected-delayed';
  }

  /** The list of folders may be another one. False: the client does not want to hear of it. */
  noteList(): boolean {
    if (this.#groups.areNone) return false;
    this.#isListChanged = true;
    return true;
  }

  note(change: MailboxChange): void {
    // NOTIFY NONE
    if (this.#groups.areNone) return;
    if (change.folderId === null) this.noteList();
    else this.#changed.add(change.folderId);
  }

  /** RFC 5465 §5: of what it put there itself a client is not told. */
  noteOwnMessages(folderId: number, uids: readonly number[], unseen: number): void {
    const own = this.#ownMessages.get(folderId) ?? new OwnMessages();
    this.#ownMessages.set(folderId, own.with(uids, unseen));
  }

  async tell(revealExpunges: boolean, force: boolean): Promise<void> {
    if (this.#isListChanged && this.#pace.begin()) {
      this.#isListChanged = false;
      try {
        await this.#tellFolders();
        await this.annotations.tellFolders((folderId) => {
          const name = this.folders.folder(folderId)?.name;
          return name !== undefined && this.folders.eventsFor(name).has('MAILBOXMETADATACHANGE') ? name : undefined;
        });
      } finally {
        this.#pace.ended();
      }
    }
    await this.annotations.tellServer();
    const { state } = this.#session;
    for (const folderId of this.#changed) {
      this.#changed.delete(folderId);
      if (state.kind === 'selected' && state.folder.folderId === folderId) continue;
      await this.#tellStatus(folderId);
    }
    if (state.kind === 'selected') await this.#tellSelected(state, revealExpunges, force);
  }

  async #tellFolders(): Promise<void> {
    for (const { name, selectable, rights, status } of await this.folders.tell()) {
      // Mail may have come into a new folder before it was seen here, and one that has been granted may be full.
      if (!selectable || status.messages === 0 || !(rights ?? allRights).has('r')) continue;
      if (this.folders.eventsFor(name).has('MESSAGENEW')) this.#writeStatus(name, status);
    }
  }

  async #tellSelected(state: StateOf<'selected'>, revealExpunges: boolean, force: boolean): Promise<void> {
    const { folder, store } = state;
    const { ofSelected } = this.#groups;
    const { usesVanished, usesModSeq } = this.#session.enabled;
    const withFlags = ofSelected?.events.includes('FLAGCHANGE') === true;
    const options = { revealExpunges, asVanished: usesVanished, withModSeq: usesModSeq, withFlags };
    if (!this.tellsSelected) {
      // What the client itself expunged is the answer of its command and no event.
      if (folder.owesExpunges) await this.#session.changes.tellFolder(folder, options);
      return;
    }
    const lastUid = folder.uidAt(folder.count - 1);
    await folder.catchUp(store, force);
    await this.#session.changes.tellFolder(folder, options);
    const own = this.#ownMessages.get(folder.folderId);
    this.#ownMessages.delete(folder.folderId);
    if (ofSelected?.fetch === undefined) return;
    // RFC 5465 §5.2: what the client wants of a new message comes right after EXISTS; it knows what it put there itself.
    const added = folder.uidsAt(folder.positionsOfUids([{ first: lastUid + 1, last: 0xffff_ffff }]));
    const wanted = folder.positionsOfUids(own === undefined ? added : uidSetDifference(added, own.uidSet));
    if (wanted.length > 0) await fetchPositions(this.#session, state, wanted, [...ofSelected.fetch]);
  }

  async #tellStatus(folderId: number): Promise<void> {
    const own = this.#ownMessages.get(folderId);
    this.#ownMessages.delete(folderId);
    const folder = this.folders.folder(folderId);
    if (folder === undefined || !folder.selectable) return;
    const status = await this.#signedIn.store.folderStatus(folderId).catch(() => undefined);
    if (status === undefined) return;
    this.folders.setStatus(folder, status);
    const events = this.folders.eventsFor(folder.name);
    const { usesModSeq } = this.#session.enabled;
    const before = own === undefined ? folder.status : own.addedTo(folder.status);
    const isMoved =
      status.messages !== before.messages ||
      status.uidNext !== before.uidNext ||
      status.uidValidity !== before.uidValidity;
    const isFlagged = usesModSeq ? status.highestModSeq !== before.highestModSeq : status.unseen !== before.unseen;
    if ((isMoved && events.has('MESSAGENEW')) || (isFlagged && events.has('FLAGCHANGE')))
      this.#writeStatus(folder.name, status);
  }

  #writeStatus(name: string, status: FolderStatus, withModSeq = this.#session.enabled.usesModSeq): void {
    const { output } = this.#session;
    const { usesUtf8 } = this.#session.enabled;
    const modSeq = withModSeq ? ` HIGHESTMODSEQ ${status.highestModSeq}` : '';
    const items = `MESSAGES ${status.messages} UIDNEXT ${status.uidNext} UIDVALIDITY ${status.uidValidity} UNSEEN ${status.unseen}${modSeq}`;
    output.line(`* STATUS ${formatMailboxName(name, usesUtf8)} (${items})`);
  }
}
