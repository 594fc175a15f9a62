import { formatMailboxName, type MailboxFilter, type NotifyGroup } from '@relais/imap-codec';
import type { FolderStatus, FolderSummary } from '../../domain/mail/account-store.ts';
import { allRights } from '../../domain/mail/rights.ts';
import { namespaces } from '../../services/sharing/others-mailboxes.ts';
import type { MailboxChange } from '../../storage/change-signal.ts';
import { AnnotationEvents } from './annotation-events.ts';
import { fetchPositions } from './commands/fetch.ts';
import { ancestorsOf } from './folder-path.ts';
import { listAttributes } from './list-attributes.ts';
import { ListingPace } from './listing-pace.ts';
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
  readonly #groups: readonly NotifyGroup[];
  readonly #selected: NotifyGroup | undefined;
  #known = new Map<number, FolderSummary>();
  #subscribed: ReadonlySet<string> = new Set();
  readonly #changed = new Set<number>();
  #isListChanged = false;
  readonly #annotations: AnnotationEvents;
  readonly #pace: ListingPace;

  private constructor(session: Session, signedIn: SignedIn, groups: readonly NotifyGroup[]) {
    this.#session = session;
    this.#signedIn = signedIn;
    this.#groups = groups;
    const wants = (event: string) => groups.some(({ events }) => events.includes(event));
    this.#annotations = new AnnotationEvents(session, signedIn, {
      ofFolders: wants('MAILBOXMETADATACHANGE'),
      ofServer: wants('SERVERMETADATACHANGE'),
    });
    this.#pace = new ListingPace(session.context.clock, () => session.changes.pusher.announce());
    this.#selected = groups.find(({ mailboxes }) => isSelectedFilter(mailboxes));
  }

  /** Reads how everything stands, so that only what happens from here on is news. */
  static async begin(
    session: Session,
    state: SignedIn,
    groups: readonly NotifyGroup[],
    withStatus: boolean,
  ): Promise<Notifications> {
    const notifications = new Notifications(session, state, groups);
    try {
      await notifications.#look(withStatus);
    } catch (error) {
      notifications.stop();
      throw error;
    }
    return notifications;
  }

  async #look(withStatus: boolean): Promise<void> {
    this.#known = await this.#folders();
    this.#subscribed = new Set(await this.#signedIn.store.subscribedNames());
    await this.#annotations.begin();
    // RFC 5465 §3.1: with FlagChange the number is told to whoever could enable CONDSTORE.
    const withModSeq = this.#session.enabled.usesModSeq || !this.#session.isSwitchedOff('CONDSTORE');
    for (const folder of this.#known.values()) {
      const events = this.#eventsFor(folder.name);
      if (!folder.selectable || events.size === 0) continue;
      // RFC 5465 §3.1: what is named and may be seen but not read.
      if (!(folder.rights ?? allRights).has('r')) this.#writeFolder(folder.name, folder, { attribute: '\\NoAccess' });
      else if (withStatus && events.has('MESSAGENEW'))
        this.#writeStatus(folder.name, folder.status, events.has('FLAGCHANGE') && withModSeq);
    }
  }

  /** Hears of nothing any more. */
  stop(): void {
    this.#pace.stop();
    this.#annotations.stop();
  }

  /** RFC 5465 §6.1.2: expunges wait for a command that may reveal them. */
  get isDelayed(): boolean {
    return this.#selected?.mailboxes.filter === 'selected-delayed';
  }

  note(change: MailboxChange): void {
    // NOTIFY NONE
    if (this.#groups.length === 0) return;
    if (change.folderId === null) this.#isListChanged = true;
    else this.#changed.add(change.folderId);
  }

  async tell(revealExpunges: boolean, force: boolean): Promise<void> {
    if (this.#isListChanged && this.#pace.begin()) {
      this.#isListChanged = false;
      try {
        await this.#tellFolders();
        await this.#annotations.tellFolders((folderId) => {
          const name = this.#known.get(folderId)?.name;
          return name !== undefined && this.#eventsFor(name).has('MAILBOXMETADATACHANGE') ? name : undefined;
        });
      } finally {
        this.#pace.ended();
      }
    }
    await this.#annotations.tellServer();
    const { state } = this.#session;
    for (const folderId of this.#changed) {
      this.#changed.delete(folderId);
      if (state.kind === 'selected' && state.folder.folderId === folderId) continue;
      await this.#tellStatus(folderId);
    }
    if (state.kind === 'selected' && this.#selected !== undefined)
      await this.#tellSelected(state, this.#selected, revealExpunges, force);
  }

  async #tellSelected(
    state: StateOf<'selected'>,
    group: NotifyGroup,
    revealExpunges: boolean,
    force: boolean,
  ): Promise<void> {
    const { folder, store } = state;
    const events = new Set(group.events);
    if (!events.has('MESSAGENEW')) return;
    const before = folder.count;
    const lastUid = folder.uidAt(before - 1);
    await folder.catchUp(store, force);
    const { usesVanished, usesModSeq } = this.#session.enabled;
    const withFlags = events.has('FLAGCHANGE');
    const options = { revealExpunges, asVanished: usesVanished, withModSeq: usesModSeq, withFlags };
    await this.#session.changes.tellFolder(folder, options);
    const from = folder.positionsOfUids([{ first: lastUid + 1, last: 0xffff_ffff }]);
    // RFC 5465 §5.2: what the client wants of a new message comes right after EXISTS.
    if (from.length > 0 && group.fetch !== undefined)
      await fetchPositions(this.#session, state, from, [...group.fetch]);
  }

  async #tellStatus(folderId: number): Promise<void> {
    const folder = this.#known.get(folderId);
    if (folder === undefined || !folder.selectable) return;
    const events = this.#eventsFor(folder.name);
    const status = await this.#signedIn.store.folderStatus(folderId).catch(() => undefined);
    if (status === undefined) return;
    const { status: before } = folder;
    this.#known.set(folderId, { ...folder, status });
    const isMoved =
      status.messages !== before.messages ||
      status.uidNext !== before.uidNext ||
      status.uidValidity !== before.uidValidity;
    const isFlagged = this.#session.enabled.usesModSeq
      ? status.highestModSeq !== before.highestModSeq
      : status.unseen !== before.unseen;
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

  /** RFC 5465 §5.4, §5.5: created, deleted, renamed; subscribed or no longer. */
  async #tellFolders(): Promise<void> {
    const before = this.#known;
    const subscribedBefore = this.#subscribed;
    const now = await this.#folders();
    this.#known = new Map(
      [...now].map(([id, folder]) => [id, { ...folder, status: before.get(id)?.status ?? folder.status }]),
    );
    this.#subscribed = new Set(await this.#signedIn.store.subscribedNames());
    const told = new Set<string>();
    const renamed = new Set(
      [...now].filter(([id, { name }]) => before.has(id) && before.get(id)?.name !== name).map(([, { name }]) => name),
    );
    const byName = new Map([...now.values()].map((folder) => [folder.name, folder]));
    const withChildren = new Set([...byName.keys()].flatMap(ancestorsOf));
    const write = (name: string, oldName?: string): void => {
      told.add(name);
      this.#writeFolder(name, byName.get(name), { oldName, hasChildren: withChildren.has(name) });
    };
    const parents = new Set<string>();
    for (const [id, folder] of now) {
      const old = before.get(id);
      if (old?.name === folder.name) continue;
      if (old === undefined) parents.add(parentOf(folder.name));
      // RFC 5465 §5.4: children are renamed with their parent, without a word of their own.
      const isCarried = old !== undefined && ancestorsOf(folder.name).some((ancestor) => renamed.has(ancestor));
      if (isCarried || !this.#tellsName(folder.name, old?.name ?? folder.name)) continue;
      write(folder.name, old?.name);
    }
    for (const [id, old] of before) {
      if (now.has(id)) continue;
      parents.add(parentOf(old.name));
      if (!byName.has(old.name) && this.#tellsName(old.name)) write(old.name);
    }
    // Mail may have come into a new folder before it was seen here, and one that has been granted may be full.
    for (const [id, { name, selectable, rights, status }] of now) {
      if (before.has(id) || !selectable || status.messages === 0 || !(rights ?? allRights).has('r')) continue;
      if (this.#eventsFor(name).has('MESSAGENEW')) this.#writeStatus(name, status);
    }
    // RFC 5465 §5.4: what was made or deleted affects its parent, which has children now or none.
    for (const name of parents) if (byName.has(name) && !told.has(name) && this.#tellsName(name)) write(name);
    for (const name of new Set([...subscribedBefore, ...this.#subscribed])) {
      if (subscribedBefore.has(name) === this.#subscribed.has(name) || told.has(name)) continue;
      if (this.#eventsFor(name).has('SUBSCRIPTIONCHANGE')) write(name);
    }
  }

  /** A name that is given up for another is affected as well. */
  #tellsName(...names: readonly string[]): boolean {
    return names.some((name) => this.#eventsFor(name).has('MAILBOXNAME'));
  }

  /** By number, without those that are hidden from everybody. */
  async #folders(): Promise<Map<number, FolderSummary>> {
    const showsHidden = this.#session.context.settings.ShowHiddenFoldersEnabled;
    const folders = await this.#signedIn.store.listFolders();
    return new Map(folders.filter(({ hidden }) => showsHidden || !hidden).map((folder) => [folder.folderId, folder]));
  }

  #writeFolder(
    name: string,
    folder: FolderSummary | undefined,
    { oldName, hasChildren, attribute }: { oldName?: string; hasChildren?: boolean; attribute?: string },
  ): void {
    const { output, enabled } = this.#session;
    const { usesUtf8 } = enabled;
    const isSubscribed = this.#subscribed.has(name);
    const attributes =
      attribute ?? listAttributes(folder, { isSubscribed, hasChildren: hasChildren === true }).join(' ');
    const old = oldName === undefined ? '' : ` ("OLDNAME" (${formatMailboxName(oldName, usesUtf8)}))`;
    output.line(`* LIST (${attributes}) "/" ${formatMailboxName(name, usesUtf8)}${old}`);
  }

  /** RFC 5465 §6: several groups may speak of one mailbox; their events add up. */
  #eventsFor(name: string): Set<string> {
    const found = new Set<string>();
    for (const { mailboxes, events } of this.#groups)
      if (this.#covers(mailboxes, name)) for (const event of events) found.add(event);
    return found;
  }

  #covers(filter: MailboxFilter, name: string): boolean {
    switch (filter.filter) {
      case 'selected':
      case 'selected-delayed':
        return false;
      case 'personal':
        // RFC 5465 §6.2: not the mailboxes of others.
        return !Object.values(namespaces).some((prefix) => `${name}/`.startsWith(prefix));
      case 'inboxes':
        return name === 'INBOX';
      case 'subscribed':
        return this.#subscribed.has(name);
      case 'mailboxes':
        return filter.mailboxes.includes(name);
      case 'subtree':
        return filter.mailboxes.some((root) => name === root || isChildOf(name, root));
    }
  }
}

export function isSelectedFilter({ filter }: MailboxFilter): boolean {
  return filter === 'selected' || filter === 'selected-delayed';
}

/** '' for a name of the first level, which is no folder. */
function parentOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('/')));
}

function isChildOf(name: string, parent: string): boolean {
  return name.startsWith(`${parent}/`);
}
