import type { AccountContext } from './account-context.ts';
import type { FolderSummary } from './account-store.ts';
import { canonicalName } from './folder-names.ts';
import { folderByName } from './list-folders.ts';

/** More names than these are asked for anew. */
const mostNames = 256;

/**
 * Which folder a name means, from memory while the list of folders stays as it is: who writes into a folder asks each time,
 * and after each commit a reading is one of a new state of the file. Only where this process alone owns the tables and so
 * hears of every change of the list before anybody is told of it.
 */
export class KnownFolders {
  readonly #context: AccountContext;
  readonly #byName = new Map<string, FolderSummary>();
  #lists = 0;

  constructor(context: AccountContext) {
    this.#context = context;
  }

  /** The list of folders is another one. */
  forget(): void {
    this.#lists++;
    this.#byName.clear();
  }

  /** Its `status` may be of any earlier moment. @throws MailError 'folder-not-found' */
  async place(name: string): Promise<FolderSummary> {
    const canonical = canonicalName(name);
    const known = this.#byName.get(canonical);
    if (known !== undefined) return known;
    const list = this.#lists;
    const found = await folderByName(this.#context, name);
    // What was read may be of before a change that has been heard of meanwhile.
    if (list !== this.#lists || this.#context.differences.sharedAccountTables) return found;
    if (this.#byName.size >= mostNames) this.#byName.clear();
    this.#byName.set(canonical, found);
    return found;
  }
}
