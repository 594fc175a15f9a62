import type { Mailbox } from '../../domain/directory/directory.ts';
import type { MailStore } from '../../domain/mail/account-store.ts';
import type { Clock, Timer } from '../../platform/clock/clock.ts';
import type { Mailboxes } from '../../services/sharing/open-mailbox.ts';
import { AccountIndex } from './mail/account-index.ts';
import { OthersAccounts, type UserAccount } from './user-accounts.ts';

const unusedMs = 15 * 60_000;

interface Closable {
  readonly isWatched: boolean;
  close(): void;
}

/** The indexes of the accounts in use; one that nobody asked or watched for a quarter of an hour is forgotten. */
export class AccountIndexes {
  private readonly own: Unforgotten<AccountIndex>;
  private readonly others: Unforgotten<OthersAccounts>;

  constructor(mail: MailStore, mailboxes: Mailboxes, clock: Clock) {
    this.own = new Unforgotten(clock, async (user) => new AccountIndex(await mail.account(user)));
    this.others = new Unforgotten(clock, async (user) => new OthersAccounts(user, await mailboxes.open(user)));
  }

  /** The user's own account. */
  async of(owner: Mailbox): Promise<UserAccount> {
    const accountId = owner.guid;
    const index = await this.own.get(accountId);
    return { accountId, owner, isOwn: true, access: 'full', index, uploadsOf: accountId };
  }

  /** The accounts of others that a user may open. */
  othersOf(user: string): Promise<OthersAccounts> {
    return this.others.get(user);
  }

  /** One of a user's accounts; `null` alike for what does not exist and what is not his. */
  async find(user: Mailbox, accountId: string): Promise<UserAccount | null> {
    if (accountId === user.guid) return await this.of(user);
    return await (await this.othersOf(user.guid)).find(accountId);
  }
}

class Unforgotten<T extends Closable> {
  private readonly clock: Clock;
  private readonly open: (key: string) => Promise<T>;
  private readonly held = new Map<string, { readonly value: Promise<T>; readonly timer: Timer }>();

  constructor(clock: Clock, open: (key: string) => Promise<T>) {
    this.clock = clock;
    this.open = open;
  }

  get(key: string): Promise<T> {
    const held = this.held.get(key);
    if (held !== undefined) {
      held.timer.restart();
      return held.value;
    }
    const value = this.open(key);
    const timer = this.clock.after(unusedMs, () => this.forget(key));
    this.held.set(key, { value, timer });
    value.catch(() => {
      // Of this one: left to run, it would forget the next one too early.
      timer.cancel();
      this.held.delete(key);
    });
    return value;
  }

  private forget(key: string): void {
    const held = this.held.get(key);
    if (held === undefined) return;
    void held.value.then((value) => {
      if (value.isWatched) held.timer.restart();
      else {
        this.held.delete(key);
        value.close();
      }
    });
  }
}
