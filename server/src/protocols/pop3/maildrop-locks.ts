import type { Clock } from '../../platform/clock/clock.ts';

/** A session that holds a maildrop, as the one that wants it sees it. */
export interface LockHolder {
  /** Milliseconds since 1970 at which the client last sent a complete command or took data. */
  readonly lastProgress: number;
  /** The maildrop is being opened, or its deletions carried out: the silence is ours. */
  readonly isBusy: boolean;
  /** Gives the maildrop up: no deletion of it will happen any more. */
  surrender(): void;
}

/**
 * A client whose network died leaves a connection that the kernel may take half an hour to give up. One that has been
 * silent for so long hands the maildrop over to the same user's next session.
 */
export const silentHolderMs = 60_000;

/** Who holds which maildrop: one session each (RFC 1939 §4), in this process. */
export class MaildropLocks {
  readonly #holders = new Map<string, LockHolder>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** False: another session holds it and is alive. */
  take(accountId: string, session: LockHolder): boolean {
    const holder = this.#holders.get(accountId);
    if (holder !== undefined) {
      if (holder.isBusy || this.#clock.now() - holder.lastProgress < silentHolderMs) return false;
      holder.surrender();
    }
    this.#holders.set(accountId, session);
    return true;
  }

  /** Nothing happens when the session does not hold it (any more). */
  release(accountId: string, session: LockHolder): void {
    if (this.#holders.get(accountId) === session) this.#holders.delete(accountId);
  }
}
