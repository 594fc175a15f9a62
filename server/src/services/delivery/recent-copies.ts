import type { Clock } from '../../platform/clock/clock.ts';

/** As long as Exchange's mailbox stores look back. */
const lookBackMs = 3_600_000;
const most = 20_000;

/**
 * Which messages mailboxes were given in the last hour, by their Message-IDs. In memory: it costs a delivery no question to the
 * store, and after a restart a second copy is better than none.
 */
export class RecentCopies {
  readonly #copies = new Map<string, { readonly at: number; readonly contentId: number }>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The content that the mailbox was given under this Message-ID; `null`: none, or longer ago. */
  find(mailbox: string, messageId: string): number | null {
    const found = this.#copies.get(`${mailbox} ${messageId}`);
    return found === undefined || found.at <= this.#clock.elapsed() - lookBackMs ? null : found.contentId;
  }

  remember(mailbox: string, messageId: string, contentId: number): void {
    const now = this.#clock.elapsed();
    const key = `${mailbox} ${messageId}`;
    this.#copies.delete(key);
    this.#copies.set(key, { at: now, contentId });
    for (const [oldest, { at }] of this.#copies) {
      if (this.#copies.size <= most && at > now - lookBackMs) break;
      this.#copies.delete(oldest);
    }
  }
}
