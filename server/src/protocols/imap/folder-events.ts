import { formatMailboxName } from '@relais/imap-codec';
import type { FolderStatus, FolderSummary } from '../../domain/mail/account-store.ts';
import { canonicalName } from '../../domain/mail/folder-names.ts';
import { ancestorsOf } from './folder-path.ts';
import { listAttributes } from './list-attributes.ts';
import type { NotifyGroups } from './notify-groups.ts';
import type { Session } from './session.ts';
import type { StateOf } from './session-state.ts';

/** The folders and subscriptions that a client knows, and MailboxName and SubscriptionChange (RFC 5465 §5.4, §5.5). */
export class FolderEvents {
  readonly #session: Session;
  readonly #store: StateOf<'authenticated'>['store'];
  readonly #groups: NotifyGroups;
  #known = new Map<number, FolderSummary>();
  #subscribed = new Set<string>();
  /** What came along with a folder that this session made or deleted, and whether it can be selected. */
  readonly #madeAlong = new Map<string, boolean>();

  constructor(session: Session, { store }: StateOf<'authenticated' | 'selected'>, groups: NotifyGroups) {
    this.#session = session;
    this.#store = store;
    this.#groups = groups;
  }

  /** Reads how all stand; what is news to the client of `before` stays news. Gives the folders as they are. */
  async begin(before: FolderEvents | undefined, withStatus: boolean): Promise<Iterable<FolderSummary>> {
    const now = await this.#folders();
    if (before === undefined) {
      this.#known = now;
      this.#subscribed = new Set(await this.#store.subscribedNames());
      return now.values();
    }
    this.#known = new Map(before.#known);
    this.#subscribed = new Set(before.#subscribed);
    for (const [name, selectable] of before.#madeAlong) this.#madeAlong.set(name, selectable);
    if (withStatus)
      for (const [id, folder] of this.#known) this.setStatus(folder, now.get(id)?.status ?? folder.status);
    return now.values();
  }

  folder(folderId: number): FolderSummary | undefined {
    return this.#known.get(folderId);
  }

  setStatus(folder: FolderSummary, status: FolderStatus): void {
    this.#known.set(folder.folderId, { ...folder, status });
  }

  eventsFor(name: string): ReadonlySet<string> {
    return this.#groups.eventsFor(name, this.#subscribed.has(name));
  }

  // RFC 5465 §5: a client is not told of what it did itself, so that is what it knows from here on.

  noteCreated(folder: FolderSummary): void {
    this.#known.set(folder.folderId, folder);
    this.#noteMadeAlong(folder.name);
  }

  noteDeleted(folderId: number, name: string): void {
    this.#known.delete(folderId);
    // RFC 3501 §6.3.4: what stands below it keeps the name, as one that cannot be selected.
    if (this.#names().some((each) => each.startsWith(`${name}/`))) this.#madeAlong.set(name, false);
  }

  noteRenamed(from: string, to: string): void {
    this.#noteMadeAlong(to);
    // RFC 3501 §6.3.5: INBOX stays, and a new folder has its messages.
    if (from === 'INBOX') this.#madeAlong.set(to, true);
    else
      for (const [id, folder] of this.#known)
        if (folder.name === from || folder.name.startsWith(`${from}/`))
          this.#known.set(id, { ...folder, name: to + folder.name.slice(from.length) });
  }

  noteSubscribed(given: string, isSubscribed: boolean): void {
    const name = canonicalName(given);
    if (isSubscribed) this.#subscribed.add(name);
    else this.#subscribed.delete(name);
  }

  #noteMadeAlong(name: string): void {
    const names = new Set(this.#names());
    for (const ancestor of ancestorsOf(name)) if (!names.has(ancestor)) this.#madeAlong.set(ancestor, true);
  }

  #names(): string[] {
    return [...this.#known.values()].map(({ name }) => name);
  }

  /** Created, deleted, renamed; subscribed or no longer. Gives the folders that are new to the client. */
  async tell(): Promise<readonly FolderSummary[]> {
    const before = this.#known;
    const subscribedBefore = this.#subscribed;
    const now = await this.#folders();
    this.#subscribed = new Set(await this.#store.subscribedNames());
    for (const [id, folder] of now)
      if (!before.has(id) && this.#madeAlong.get(folder.name) === folder.selectable) before.set(id, folder);
    this.#madeAlong.clear();
    this.#known = new Map(
      [...now].map(([id, folder]) => [id, { ...folder, status: before.get(id)?.status ?? folder.status }]),
    );
    const told = new Set<string>();
    const renamed = new Set(
      [...now].filter(([id, { name }]) => before.has(id) && before.get(id)?.name !== name).map(([, { name }]) => name),
    );
    const byName = new Map([...now.values()].map((folder) => [folder.name, folder]));
    const withChildren = new Set([...byName.keys()].flatMap(ancestorsOf));
    const write = (name: string, oldName?: string): void => {
      told.add(name);
      this.write(name, byName.get(name), { oldName, hasChildren: withChildren.has(name) });
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
    // RFC 5465 §5.4: what was made or deleted affects its parent, which has children now or none.
    for (const name of parents) if (byName.has(name) && !told.has(name) && this.#tellsName(name)) write(name);
    for (const name of new Set([...subscribedBefore, ...this.#subscribed])) {
      if (subscribedBefore.has(name) === this.#subscribed.has(name) || told.has(name)) continue;
      if (this.eventsFor(name).has('SUBSCRIPTIONCHANGE')) write(name);
    }
    return [...now.values()].filter(({ folderId }) => !before.has(folderId));
  }

  /** An unsolicited LIST; `attribute` instead of the folder's own. */
  write(
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

  /** A name that is given up for another is affected as well. */
  #tellsName(...names: readonly string[]): boolean {
    return names.some((name) => this.eventsFor(name).has('MAILBOXNAME'));
  }

  /** By number, without those that are hidden from everybody. */
  async #folders(): Promise<Map<number, FolderSummary>> {
    const showsHidden = this.#session.context.settings.ShowHiddenFoldersEnabled;
    const folders = await this.#store.listFolders();
    return new Map(folders.filter(({ hidden }) => showsHidden || !hidden).map((folder) => [folder.folderId, folder]));
  }
}

/** '' for a name of the first level, which is no folder. */
function parentOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('/')));
}
