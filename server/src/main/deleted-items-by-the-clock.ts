import type { Directory } from '../domain/directory/directory.ts';
import type { RepairableMailStore } from '../domain/mail/mail-store.ts';
import type { RetentionTerms } from '../domain/mail/recoverable-items.ts';
import type { Clock, Timer } from '../platform/clock/clock.ts';
import type { Log } from '../platform/log/log.ts';
import type { ExclusiveLocks } from '../storage/exclusive-locks.ts';

const lookEveryMs = 6 * 60 * 60 * 1000;

/** Of a mailbox that Disable-Mailbox took from its account: what is kept waits with it for Connect-Mailbox. */
export const whileDisconnected: RetentionTerms = {
  retainMs: 0,
  keepsPurged: true,
  hold: { durationMs: null },
  quotaBytes: null,
  warningBytes: null,
};

interface Parts {
  readonly mail: Pick<RepairableMailStore, 'letGoOfDeleted'>;
  readonly directory: Pick<Directory, 'mailboxes'>;
  readonly locks: ExclusiveLocks;
  readonly clock: Clock;
  readonly log: Log;
}

/** Lets go of deleted messages whose time is over, mailbox by mailbox, four times a day; one server at a time does it. */
export class DeletedItemsByTheClock {
  readonly #parts: Parts;
  #timer: Timer | null = null;
  #working: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  start(): void {
    this.#timer = this.#parts.clock.after(lookEveryMs, () => {
      void this.tend();
      this.#timer?.restart();
    });
  }

  /** What goes wrong is logged and tried again at the next look. */
  tend(): Promise<void> {
    this.#working = this.#working.then(() => this.#tendAll());
    return this.#working;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#timer?.cancel();
    await this.#working;
  }

  async #tendAll(): Promise<void> {
    const { mail, directory, locks, log } = this.#parts;
    try {
      if (this.#isStopped) return;
      const held = await locks.take('recoverable-items', { giveWay: () => false, lost() {} });
      if (held === null) return;
      try {
        for (const { guid } of directory.mailboxes()) {
          if (this.#isStopped) return;
          await mail.letGoOfDeleted(guid).catch((cause: unknown) => log.error('mail.letting-go-failed', cause));
        }
      } finally {
        await held.release();
      }
    } catch (cause) {
      log.error('mail.letting-go-failed', cause);
    }
  }
}
