import type { Clock } from '../../platform/clock/clock.ts';
import type { ExclusiveLocks, HeldLock } from '../../storage/exclusive-locks.ts';

/** A session that holds a maildrop, as the one that wants it sees it. */
export interface LockHolder {
  /** `elapsed` of the clock when the client last sent a complete command or took data. */
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
const silentHolderMs = 60_000;

/** Who holds which maildrop: one session each (RFC 1939 §4), among all nodes of the store. */
export class MaildropLocks {
  readonly #held = new Map<LockHolder, HeldLock>();
  readonly #clock: Clock;
  readonly #locks: ExclusiveLocks;

  constructor(clock: Clock, locks: ExclusiveLocks) {
    this.#clock = clock;
    this.#locks = locks;
  }

  /** False: another session holds it and is alive. */
  async take(accountId: string, session: LockHolder): Promise<boolean> {
    const surrender = (): void => {
      this.#held.delete(session);
      session.surrender();
    };
    const lock = await this.#locks.take(`maildrop ${accountId}`, {
      giveWay: () => {
        if (session.isBusy || this.#clock.elapsed() - session.lastProgress < silentHolderMs) return false;
        surrender();
        return true;
      },
      lost: surrender,
    });
    if (lock === null) return false;
    this.#held.set(session, lock);
    return true;
  }

  /** Resolves when the next session may have it; nothing happens when this one does not hold it (any more). */
  async release(session: LockHolder): Promise<void> {
    const lock = this.#held.get(session);
    this.#held.delete(session);
    await lock?.release();
  }
}
