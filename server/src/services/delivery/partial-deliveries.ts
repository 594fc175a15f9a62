import type { Clock } from '../../platform/clock/clock.ts';

const rememberedForMs = 5 * 24 * 3600 * 1000;
const most = 1000;

/**
 * Messages that reached some of their mailboxes before the store broke, by a digest of them: when the
 * client sends them again, those mailboxes are skipped. In memory; after a restart a second copy is better than none.
 */
export class PartialDeliveries {
  private readonly byMessage = new Map<string, { readonly at: number; readonly mailboxes: Set<string> }>();
  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** GUIDs of the mailboxes that have the message; `withinMs`: since when it is the same one. */
  delivered(message: string, withinMs: number): ReadonlySet<string> {
    const known = this.byMessage.get(message);
    const since = this.clock.elapsed() - Math.min(withinMs, rememberedForMs);
    return known !== undefined && known.at > since ? known.mailboxes : new Set();
  }

  remember(message: string, mailboxes: Iterable<string>, withinMs: number): void {
    const known = this.delivered(message, withinMs);
    if (this.byMessage.size >= most)
      for (const oldest of this.byMessage.keys()) {
        this.byMessage.delete(oldest);
        break;
      }
    this.byMessage.set(message, {
      at: this.clock.elapsed(),
      mailboxes: new Set([...known, ...mailboxes]),
    });
  }

  forget(message: string): void {
    this.byMessage.delete(message);
  }
}
