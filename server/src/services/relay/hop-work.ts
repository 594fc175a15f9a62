import type { OutboundQueue } from '../../domain/queue/outbound-queue.ts';
import type { QueuedJob } from '../../domain/queue/queued-message.ts';
import type { Clock, Timer } from '../../platform/clock/clock.ts';

const loadRecipients = 200;

/** What is under way for one next hop: which messages are in hand, which are next, how many connections work. */
export class HopWork {
  readonly nextHop: string;
  workers = 0;
  /** Something may be due that the workers have not looked at. */
  lookAgain = false;
  private readonly queue: OutboundQueue;
  private readonly clock: Clock;
  private readonly inHand = new Set<number>();
  private feed: QueuedJob[] = [];
  private loading: Promise<void> | null = null;
  private timer: Timer | null = null;
  private timerAt = Infinity;

  constructor(nextHop: string, queue: OutboundQueue, clock: Clock) {
    this.nextHop = nextHop;
    this.queue = queue;
    this.clock = clock;
  }

  /** How many jobs wait in memory: whether another connection pays. */
  get waiting(): number {
    return this.feed.length;
  }

  has(messageId: number): boolean {
    return this.inHand.has(messageId);
  }

  /** The next job that is due, now in hand; `null`: none. */
  async take(): Promise<QueuedJob | null> {
    for (;;) {
      const job = this.feed.shift();
      if (job !== undefined) {
        if (this.inHand.has(job.message.id)) continue;
        this.inHand.add(job.message.id);
        return job;
      }
      this.lookAgain = false;
      await (this.loading ??= this.load());
      if (this.feed.length === 0 && !this.lookAgain) return null;
    }
  }

  done({ message }: QueuedJob): void {
    this.inHand.delete(message.id);
  }

  /** An administrator has changed something: what was read before does not count. */
  forget(): void {
    this.feed = [];
    this.lookAgain = true;
  }

  wakeAt(time: number, work: () => void): void {
    if (this.timer !== null && this.timerAt <= time) return;
    this.timer?.cancel();
    this.timerAt = time;
    this.timer = this.clock.after(Math.max(0, time - this.clock.now()), () => {
      this.stopTimer();
      work();
    });
  }

  stopTimer(): void {
    this.timer?.cancel();
    this.timer = null;
    this.timerAt = Infinity;
  }

  private async load(): Promise<void> {
    try {
      this.feed.push(...(await this.queue.due(this.nextHop, this.clock.now(), loadRecipients, this.inHand)));
    } finally {
      this.loading = null;
    }
  }
}
