import type { Clock } from '../../platform/clock/clock.ts';

const rememberedForMs = 5 * 24 * 3600 * 1000;
const most = 1000;

/**
 * Messages that reached some of their mailboxes before the store broke, by a digest of sender and content: when the
 * client sends them again, those mailboxes are skipped. In memory; after a restart a second copy is better than none.
 */
export class PartialDeliveries {
  private readonly byMessage = new Map<string, { readonly until: number; readonly mailboxes: Set<string> }>();
  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** GUIDs of the mailboxes that have the message. */
  delivered(message: string): ReadonlySet<string> {
    const known = this.byMessage.get(message);
    return known !== undefined && known.until > this.clock.elapsed() ? known.mailboxes : new Set();
  }

  remember(message: string, mailboxes: Iterable<string>): void {
    const known = this.delivered(message);
    if (this.byMessage.size >= most)
      for (const oldest of this.byMessage.keys()) {
        this.byMessage.delete(oldest);
        break;
      }
    this.byMessage.set(message, {
      until: this.clock.elapsed() + rememberedForMs,
      mailboxes: new Set([...known, ...mailboxes]),
    });
  }

  forget(message: string): void {
    this.byMessage.delete(message);
  }
}
