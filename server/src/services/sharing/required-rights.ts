import type { AccountStore, FolderSummary } from '../../domain/mail/account-store.ts';
import { parentNames } from '../../domain/mail/folder-names.ts';
import { MailError } from '../../domain/mail/mail-error.ts';
import { allRights, everyRight, type Right, type Rights } from '../../domain/mail/rights.ts';
import type { GrantedRights } from './granted-rights.ts';

/** What a user must have in a folder before anything is done there (RFC 4314 §4). A folder without any right is none. */
export class RequiredRights {
  readonly #store: AccountStore;
  readonly #rights: GrantedRights;

  constructor(store: AccountStore, rights: GrantedRights) {
    this.#store = store;
    this.#rights = rights;
  }

  /** @throws MailError 'folder-not-found' also for one that he has no right in. */
  async byName(name: string, wanted?: 'place'): Promise<{ readonly folder: FolderSummary; readonly rights: Rights }> {
    const folder = await this.#store.folder(name, wanted);
    const rights = await this.#rights.in(folder.folderId);
    if (rights.size === 0) throw missing(name);
    return { folder, rights };
  }

  async require(folderId: number, right: Right): Promise<Rights> {
    const rights = await this.#rights.in(folderId);
    if (rights.size === 0)
      throw new MailError('folder-not-found', 'The folder has been deleted meanwhile. List the folders again.');
    if (!rights.has(right)) throw refused(needs[right], right);
    return rights;
  }

  async requireAll(folderId: number): Promise<void> {
    const rights = await this.require(folderId, 'a');
    if (rights.size < everyRight.length) throw refused('change what the folder is for', 'a');
  }

  // RFC 6851 §4.4: as for COPY, STORE of \Deleted and EXPUNGE together.
  async requireRemoval(folderId: number): Promise<void> {
    await this.require(folderId, 't');
    await this.require(folderId, 'e');
  }

  async requireByName(name: string, right: Right): Promise<void> {
    await this.require((await this.byName(name)).folder.folderId, right);
  }

  /** RFC 4314 §4: `k` on the nearest folder above that exists; at the top only who may do everything everywhere. */
  async requireParent(name: string): Promise<Rights> {
    for (const parent of parentNames(name).reverse()) {
      const folder = await this.#store.folder(parent).catch(() => undefined);
      if (folder === undefined) continue;
      const rights = await this.#rights.in(folder.folderId);
      if (!rights.has('k')) break;
      return rights;
    }
    if (this.#rights.hasFullAccess) return allRights;
    throw refused(needs.k, 'k');
  }
}

const needs: Record<Right, string> = {
  l: 'look it up',
  r: 'read it',
  s: 'mark messages as read',
  w: 'change flags',
  i: 'put messages into it',
  p: 'send mail to it',
  k: 'create folders there',
  x: 'delete or rename it',
  t: 'mark messages as deleted',
  e: 'expunge messages',
  a: 'see or change who may use it',
};

export function refused(doing: string, right: Right): MailError {
  return new MailError('no-permission', `You may not ${doing}: that needs the right ${right} in this folder.`);
}

/** In the very words of a folder that does not exist. */
export function missing(name: string): MailError {
  return new MailError('folder-not-found', `There is no folder ${JSON.stringify(name.slice(0, 200))}.`);
}
