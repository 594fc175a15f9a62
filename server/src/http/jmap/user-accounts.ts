import type { Mailbox } from '../../domain/directory/directory.ts';
import type { OpenMailbox } from '../../services/sharing/open-mailbox.ts';
import type { SharedMailbox } from '../../services/sharing/others-mailboxes.ts';
import { AccountIndex } from './mail/account-index.ts';

/** What a user may do in an account at all: `read` is isReadOnly of RFC 8620 §2. */
export type AccountAccess = 'read' | 'write' | 'full';

/** An account of JMAP: a mailbox as one user sees it. */
export interface UserAccount {
  readonly accountId: string;
  readonly owner: Mailbox;
  readonly isOwn: boolean;
  readonly access: AccountAccess;
  readonly index: AccountIndex;
  /** Under which name what is uploaded for this account is kept: nobody else of its users sees it (RFC 8620 §6.1). */
  readonly uploadsOf: string;
}

/** The mailboxes of others that one user may use, each with an index of what he sees there. */
export class OthersAccounts {
  private readonly user: string;
  private readonly opened: OpenMailbox;
  private readonly indexes = new Map<string, AccountIndex>();

  constructor(user: string, opened: OpenMailbox) {
    this.user = user;
    this.opened = opened;
  }

  /** Those in which something is his to see, as things stand now. */
  async all(): Promise<readonly UserAccount[]> {
    const accounts: UserAccount[] = [];
    for (const mailbox of await this.opened.others()) {
      const access = await accessTo(mailbox);
      if (access !== null) accounts.push(this.accountOf(mailbox, access));
    }
    return accounts;
  }

  /** `null` alike for what does not exist and what is not his. */
  async find(accountId: string): Promise<UserAccount | null> {
    const mailbox = (await this.opened.others()).find(({ owner }) => owner.guid === accountId);
    const access = mailbox === undefined ? null : await accessTo(mailbox);
    return mailbox === undefined || access === null ? null : this.accountOf(mailbox, access);
  }

  get isWatched(): boolean {
    return [...this.indexes.values()].some((index) => index.isWatched);
  }

  close(): void {
    for (const index of this.indexes.values()) index.close();
    this.indexes.clear();
    this.opened.close();
  }

  private accountOf({ owner, store, rights }: SharedMailbox, access: AccountAccess): UserAccount {
    let index = this.indexes.get(owner.guid);
    if (index === undefined) {
      index = new AccountIndex(store, () => rights.fingerprint());
      this.indexes.set(owner.guid, index);
    }
    const accountId = owner.guid;
    return { accountId, owner, isOwn: false, access, index, uploadsOf: `${this.user} in ${accountId}` };
  }
}

async function accessTo({ rights }: SharedMailbox): Promise<AccountAccess | null> {
  const everywhere = await rights.everywhere();
  if (everywhere === 'all') return 'full';
  const visible = [...everywhere.values()].filter((granted) => granted.has('l'));
  if (visible.length === 0) return null;
  const changes = ['s', 'w', 'i', 'k', 'x', 't', 'e'] as const;
  return visible.some((granted) => changes.some((right) => granted.has(right))) ? 'write' : 'read';
}
