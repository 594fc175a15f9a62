import type { AccountContext } from './account-context.ts';
import type { FolderStatus, FolderSummary } from './account-store.ts';
import { canonicalName } from './folder-names.ts';
import { folderByName, listFolders } from './list-folders.ts';

/** More names than these are asked for anew. */
const mostNames = 256;
/** More folders than this are read anew: somebody with 10,000 is asked for them by few. */
const mostListed = 1_000;

/**
 * Which folder a name means and which folders there are, from memory while the list of folders stays as it is: who writes into a
 * folder asks each time, and after each commit a reading is one of a new state of the file. What a folder holds is known from
 * `KnownStatuses`. Only where this process alone owns the tables and so hears of every change of the list before anybody is
 * told of it.
 */
export class KnownFolders {
  readonly #context: AccountContext;
  readonly #byName = new Map<string, FolderSummary>();
  #all: readonly FolderSummary[] | null = null;
  #lists = 0;

  constructor(context: AccountContext) {
    this.#context = context;
  }

  /** The list of folders is another one. */
  forget(): void {
    this.#lists++;
    this.#byName.clear();
    this.#all = null;
    this.#context.statuses.forget();
  }

  /** Its `status` may be of any earlier moment. @throws MailError 'folder-not-found' */
  async place(name: string): Promise<FolderSummary> {
    const canonical = canonicalName(name);
    return this.#byName.get(canonical) ?? (await this.#read(name, canonical));
  }

  /** As it is now. @throws MailError 'folder-not-found' */
  async now(name: string): Promise<FolderSummary> {
    const canonical = canonicalName(name);
    const known = this.#byName.get(canonical);
    const now = known === undefined ? undefined : this.#asItIsNow(known);
    return now ?? (await this.#read(name, canonical));
  }

  /** All, as they are now. */
  async list(): Promise<readonly FolderSummary[]> {
    const known = this.#all?.map((folder) => this.#asItIsNow(folder));
    if (known?.every((folder) => folder !== undefined)) return known;
    const { scope } = this.#context;
    const list = this.#lists;
    const asOf = scope.settledWrites;
    const folders = await listFolders(this.#context);
    if (!this.#mayKeep(list) || folders.length > mostListed) return folders;
    this.#all = folders;
    for (const { folderId, selectable, status } of folders) this.#note(folderId, selectable, status, asOf);
    return folders;
  }

  async #read(name: string, canonical: string): Promise<FolderSummary> {
    const list = this.#lists;
    const asOf = this.#context.scope.settledWrites;
    const found = await folderByName(this.#context, name);
    if (!this.#mayKeep(list)) return found;
    if (this.#byName.size >= mostNames) this.#byName.clear();
    this.#byName.set(canonical, found);
    this.#note(found.folderId, found.selectable, found.status, asOf);
    return found;
  }

  /** What was read may be of before a change that has been heard of meanwhile. */
  #mayKeep(list: number): boolean {
    return list === this.#lists && !this.#context.differences.sharedAccountTables;
  }

  // Who asks for the messages of one that holds none is to be refused, by who reads it.
  #note(folderId: number, selectable: boolean, status: FolderStatus, asOf: number | null): void {
    if (selectable) this.#context.statuses.note(folderId, status, asOf);
  }

  #asItIsNow(folder: FolderSummary): FolderSummary | undefined {
    if (!folder.selectable) return folder;
    const status = this.#context.statuses.of(folder.folderId);
    if (status === folder.status) return folder;
    return status === undefined ? undefined : { ...folder, status };
  }
}
