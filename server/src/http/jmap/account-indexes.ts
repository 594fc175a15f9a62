import type { MailStore } from '../../domain/mail/account-store.ts';
import type { Clock, Timer } from '../../platform/clock/clock.ts';
import { AccountIndex } from './mail/account-index.ts';

const unusedMs = 15 * 60_000;

/** The indexes of the accounts in use; one that nobody asked or watched for a quarter of an hour is forgotten. */
export class AccountIndexes {
  private readonly mail: MailStore;
  private readonly clock: Clock;
  private readonly held = new Map<string, { readonly index: Promise<AccountIndex>; timer: Timer }>();

  constructor(mail: MailStore, clock: Clock) {
    this.mail = mail;
    this.clock = clock;
  }

  of(accountId: string): Promise<AccountIndex> {
    const held = this.held.get(accountId);
    if (held !== undefined) {
      held.timer.restart();
      return held.index;
    }
    const index = this.mail.account(accountId).then((account) => new AccountIndex(account));
    const entry = { index, timer: this.clock.after(unusedMs, () => this.forget(accountId)) };
    this.held.set(accountId, entry);
    index.catch(() => this.held.delete(accountId));
    return index;
  }

  private forget(accountId: string): void {
    const held = this.held.get(accountId);
    if (held === undefined) return;
    void held.index.then((index) => {
      if (index.isWatched) held.timer.restart();
      else {
        this.held.delete(accountId);
        index.close();
      }
    });
  }
}
