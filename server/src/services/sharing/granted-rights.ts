import type { AccountStore } from '../../domain/mail/account-store.ts';
import type { FolderRights } from '../../domain/mail/folder-rights.ts';
import { allRights, noRights, rightLetters, type Rights, unionOf } from '../../domain/mail/rights.ts';

/** Asked anew each time: memberships and FullAccess change while a session lasts. */
export interface UserOfRights {
  hasFullAccess(): boolean;
  /** Whether he is meant by such a grantee of a list. */
  isMeant(grantee: string): boolean;
}

/** What one user may do in the folders of an account that is not his. */
export class GrantedRights {
  readonly #store: AccountStore;
  readonly #user: UserOfRights;
  #lists: Promise<ReadonlyMap<number, FolderRights>> | undefined;
  readonly #stop: () => void;

  constructor(store: AccountStore, user: UserOfRights) {
    this.#store = store;
    this.#user = user;
    // Rights are read anew after any change of the folders' list, which a change of rights announces too.
    this.#stop = store.onChange(({ folderId }) => {
      if (folderId === null) this.#lists = undefined;
    });
  }

  get hasFullAccess(): boolean {
    return this.#user.hasFullAccess();
  }

  async in(folderId: number): Promise<Rights> {
    if (this.hasFullAccess) return allRights;
    const list = (await this.#read()).get(folderId);
    return list === undefined ? noRights : this.#ofList(list);
  }

  /** Of every folder in which he has any, as things stand now; `all`: FullAccess, whatever the folders are. */
  async everywhere(): Promise<'all' | ReadonlyMap<number, Rights>> {
    if (this.hasFullAccess) return 'all';
    const byFolder = new Map<number, Rights>();
    for (const [folderId, list] of await this.#read()) {
      const rights = this.#ofList(list);
      if (rights.size > 0) byFolder.set(folderId, rights);
    }
    return byFolder;
  }

  /** Another text whenever he may do something else than before. */
  async fingerprint(): Promise<string> {
    const rights = await this.everywhere();
    if (rights === 'all') return rights;
    return [...rights].map(([folderId, granted]) => `${folderId}${rightLetters(granted)}`).join();
  }

  #ofList(list: FolderRights): Rights {
    let rights = noRights;
    for (const [grantee, granted] of list) if (this.#user.isMeant(grantee)) rights = unionOf(rights, granted);
    return rights;
  }

  #read(): Promise<ReadonlyMap<number, FolderRights>> {
    if (this.#lists !== undefined) return this.#lists;
    const lists = this.#store.everyFolderRights();
    this.#lists = lists;
    // What could not be read is asked for again.
    lists.catch(() => {
      if (this.#lists === lists) this.#lists = undefined;
    });
    return lists;
  }

  close(): void {
    this.#stop();
  }
}
