import { formatMailboxName, type MailboxFilter, type NotifyGroup } from '@relais/imap-codec';
import type { AccountStore, FolderStatus, FolderSummary } from '../../domain/mail/account-store.ts';
import type { MailboxChange } from '../../storage/change-signal.ts';
import { fetchPositions } from './commands/fetch.ts';
import { ancestorsOf } from './folder-path.ts';
import type { Session } from './session.ts';
import type { StateOf } from './session-state.ts';

/** RFC 5465 §5, as far as it means something here. */
export const knownEvents = ['MESSAGENEW', 'MESSAGEEXPUNGE', 'FLAGCHANGE', 'MAILBOXNAME', 'SUBSCRIPTIONCHANGE'] as const;

/** A list of many thousand folders is read so often only that it takes a tenth of the time. */
const pausesForEach = 9;
const quickMs = 20;

/** What a client asked to be told (NOTIFY SET), and what it has been told so far. */
export class Notifications {
  readonly #session: Session;
  readonly #store: AccountStore;
  readonly #groups: readonly NotifyGroup[];
  readonly #selected: NotifyGroup | undefined;
  #known = new Map<number, FolderSummary>();
  #subscribed: ReadonlySet<string> = new Set();
  readonly #changed = new Set<number>();
  #isListChanged = false;
  /** On the clock of `performance.now()`. */
  #nextListing = 0;
  #isToBeListed = false;

  private constructor(session: Session, store: AccountStore, groups: readonly NotifyGroup[]) {
    this.#session = session;
    this.#store = store;
    this.#groups = groups;
    this.#selected = groups.find(({ mailboxes }) => isSelectedFilter(mailboxes));
  }

  /** Reads how everything stands, so that only what happens from here on is news. */
  static async begin(
    session: Session,
    store: AccountStore,
    groups: readonly NotifyGroup[],
    withStatus: boolean,
  ): Promise<Notifications> {
    const notifications = new Notifications(session, store, groups);
    notifications.#known = new Map((await store.listFolders()).map((folder) => [folder.folderId, folder]));
    notifications.#subscribed = new Set(await store.subscribedNames());
    if (withStatus) {
      for (const folder of notifications.#known.values()) {
        if (folder.selectable && notifications.#eventsFor(folder.name).has('MESSAGENEW'))
          notifications.#writeStatus(folder.name, folder.status);
      }
    }
    return notifications;
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
    if (this.#isListChanged && this.#mayList()) {
      const began = performance.now();
      await this.#tellFolders();
      const took = performance.now() - began;
      this.#nextListing = took < quickMs ? 0 : began + took * (1 + pausesForEach);
    }
    const { state } = this.#session;
    for (const folderId of this.#changed) {
      this.#changed.delete(folderId);
      if (state.kind === 'selected' && state.folder.folderId === folderId) continue;
      await this.#tellStatus(folderId);
    }
    if (state.kind === 'selected' && this.#selected !== undefined)
      await this.#tellSelected(state, this.#selected, revealExpunges, force);
  }

  /** False: another listing would come too soon; it is made later, of all that has changed by then. */
  #mayList(): boolean {
    const left = this.#nextListing - performance.now();
    if (left <= 0) return true;
    if (!this.#isToBeListed) {
      this.#isToBeListed = true;
      setTimeout(() => {
        this.#isToBeListed = false;
        this.#session.changes.pusher.announce();
      }, left).unref();
    }
    return false;
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
    const status = await this.#store.folderStatus(folderId).catch(() => undefined);
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

  #writeStatus(name: string, status: FolderStatus): void {
    const { output } = this.#session;
    const { usesModSeq, usesUtf8 } = this.#session.enabled;
    const modSeq = usesModSeq ? ` HIGHESTMODSEQ ${status.highestModSeq}` : '';
    const items = `MESSAGES ${status.messages} UIDNEXT ${status.uidNext} UIDVALIDITY ${status.uidValidity} UNSEEN ${status.unseen}${modSeq}`;
    output.line(`* STATUS ${formatMailboxName(name, usesUtf8)} (${items})`);
  }

  /** RFC 5465 §5.4, §5.5: created, deleted, renamed; subscribed or no longer. */
  async #tellFolders(): Promise<void> {
    this.#isListChanged = false;
    const before = this.#known;
    const subscribedBefore = this.#subscribed;
    const now = new Map((await this.#store.listFolders()).map((folder) => [folder.folderId, folder]));
    this.#known = new Map(
      [...now].map(([id, folder]) => [id, { ...folder, status: before.get(id)?.status ?? folder.status }]),
    );
    this.#subscribed = new Set(await this.#store.subscribedNames());
    const told = new Set<string>();
    const renamed = new Set(
      [...now].filter(([id, { name }]) => before.has(id) && before.get(id)?.name !== name).map(([, { name }]) => name),
    );
    for (const [id, folder] of now) {
      const old = before.get(id);
      if (old?.name === folder.name) continue;
      // RFC 5465 §5.4: children are renamed with their parent, without a word of their own.
      const isCarried = old !== undefined && ancestorsOf(folder.name).some((ancestor) => renamed.has(ancestor));
      if (isCarried || !this.#eventsFor(folder.name).has('MAILBOXNAME')) continue;
      told.add(folder.name);
      this.#writeFolder(folder.name, true, old?.name);
    }
    for (const [id, old] of before) {
      if (now.has(id) || !this.#eventsFor(old.name).has('MAILBOXNAME')) continue;
      told.add(old.name);
      this.#writeFolder(old.name, false);
    }
    const names = new Set([...now.values()].map((folder) => folder.name));
    for (const name of new Set([...subscribedBefore, ...this.#subscribed])) {
      if (subscribedBefore.has(name) === this.#subscribed.has(name) || told.has(name)) continue;
      if (this.#eventsFor(name).has('SUBSCRIPTIONCHANGE')) this.#writeFolder(name, names.has(name));
    }
  }

  #writeFolder(name: string, exists: boolean, oldName?: string): void {
    const { output, enabled } = this.#session;
    const { usesUtf8 } = enabled;
    const attributes = [exists ? [] : ['\\NonExistent'], this.#subscribed.has(name) ? ['\\Subscribed'] : []]
      .flat()
      .join(' ');
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
        return true;
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

function isChildOf(name: string, parent: string): boolean {
  return name.startsWith(`${parent}/`);
}
