import type { Directory, Mailbox } from '../../domain/directory/directory.ts';
import type { AccountStore, MailStore } from '../../domain/mail/account-store.ts';
import { parentNames } from '../../domain/mail/folder-names.ts';
import { anyone } from '../../domain/mail/rights.ts';
import type { FolderGrants } from '../../domain/sharing/folder-grants.ts';
import { GrantedRights } from './granted-rights.ts';
import { GuardedAccount } from './guarded-account.ts';

export interface SharingParts {
  /** FullAccess (Add-MailboxPermission) counts like every right in every folder. */
  readonly directory: Pick<Directory, 'findMailbox' | 'hasFullAccess' | 'isAmong' | 'mailboxesOpenTo'>;
  readonly mailStore: MailStore;
  readonly grants: FolderGrants;
}

/** A mailbox of somebody else in one user's view. */
export interface SharedMailbox {
  readonly owner: Mailbox;
  /** Counts from 0 in the order in which the view met them. */
  readonly number: number;
  /** Ends with `/`. */
  readonly prefix: string;
  /** The names above its folders, which are no folders. */
  readonly levels: readonly string[];
  readonly store: AccountStore;
  readonly rights: Pick<GrantedRights, 'everywhere' | 'fingerprint'>;
}

/** The namespaces of RFC 2342 beside the user's own, each with its prefix. */
export const namespaces = { otherUsers: 'Other Users/', shared: 'Shared Mailboxes/' } as const;

/** Mailboxes of others that a user may use, opened when they are first named. */
export class OthersMailboxes {
  readonly #user: string;
  readonly #parts: SharingParts;
  readonly #opened = new Map<
    string,
    { readonly mailbox: Promise<SharedMailbox>; readonly rights: Promise<GrantedRights> }
  >();
  #count = 0;

  constructor(parts: SharingParts, user: string) {
    this.#parts = parts;
    this.#user = user;
  }

  /** Whether such a name stands in a namespace of others. */
  covers(name: string): boolean {
    return Object.values(namespaces).some((prefix) => name.startsWith(prefix) || `${name}/` === prefix);
  }

  /** Those in which a folder may be open to the user. */
  async all(): Promise<readonly SharedMailbox[]> {
    return await Promise.all(this.#owners().map((owner) => this.#open(owner)));
  }

  /** By a name in a namespace of others. Undefined alike for what does not exist and what is not his to see. */
  async find(name: string): Promise<{ readonly mailbox: SharedMailbox; readonly name: string } | undefined> {
    for (const owner of this.#owners()) {
      const prefix = this.#prefixOf(owner);
      if (!name.toLowerCase().startsWith(prefix.toLowerCase())) continue;
      return { mailbox: await this.#open(owner), name: name.slice(prefix.length) };
    }
    return undefined;
  }

  async noteGrant(owner: string, grantee: string): Promise<void> {
    await this.#parts.grants.note(owner, grantee);
  }

  /** `listener` is called when the mailbox of somebody else may have been opened to the user; call the result to stop. */
  onGrant(listener: () => void): () => void {
    return this.#parts.grants.onGrant((grantee) => {
      if (this.#isMeant(grantee)) listener();
    });
  }

  close(): void {
    for (const { rights } of this.#opened.values())
      rights.then(
        (open) => open.close(),
        () => {},
      );
    this.#opened.clear();
  }

  #owners(): Mailbox[] {
    const { directory, grants } = this.#parts;
    const guids = new Set(directory.mailboxesOpenTo(this.#user).map(({ guid }) => guid));
    for (const [grantee, owners] of grants.byGrantee)
      if (this.#isMeant(grantee)) for (const owner of owners) guids.add(owner);
    guids.delete(this.#user);
    const owners = [];
    for (const guid of guids) {
      const owner = directory.findMailbox(guid);
      if (owner?.enabled === true) owners.push(owner);
    }
    return owners.sort((one, other) => (addressOf(one) < addressOf(other) ? -1 : 1));
  }

  /** Himself, a group that he is in, or everybody. */
  #isMeant(grantee: string): boolean {
    return grantee === anyone || this.#parts.directory.isAmong([grantee], this.#user);
  }

  #prefixOf(owner: Mailbox): string {
    return `${owner.kind === 'shared' ? namespaces.shared : namespaces.otherUsers}${addressOf(owner)}/`;
  }

  #open(owner: Mailbox): Promise<SharedMailbox> {
    const known = this.#opened.get(owner.guid);
    if (known !== undefined) return known.mailbox;
    const { directory, mailStore } = this.#parts;
    const number = this.#count++;
    const rights = mailStore.account(owner.guid).then(
      (store) =>
        new GrantedRights(store, {
          hasFullAccess: () => directory.hasFullAccess(owner.guid, this.#user),
          isMeant: (grantee) => this.#isMeant(grantee),
        }),
    );
    const mailbox = rights.then(async (granted): Promise<SharedMailbox> => {
      const prefix = this.#prefixOf(owner);
      const subscriptions = { own: await mailStore.account(this.#user), prefix };
      const store = new GuardedAccount(await mailStore.account(owner.guid), granted, subscriptions);
      return { owner, number, prefix, levels: parentNames(prefix), store, rights: granted };
    });
    this.#opened.set(owner.guid, { mailbox, rights });
    // One that could not be opened is tried anew.
    mailbox.catch(() => this.#opened.delete(owner.guid));
    return mailbox;
  }
}

/** A level of a name holds no `/`; an address that does is told by the mailbox's id. */
function addressOf(mailbox: Mailbox): string {
  const address = mailbox.emailAddresses[0] ?? mailbox.userPrincipalName;
  return address.includes('/') ? mailbox.guid : address;
}
