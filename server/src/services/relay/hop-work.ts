import type { OutboundQueue } from '../../domain/queue/outbound-queue.ts';
import { ranks } from '../../domain/queue/queue-rows.ts';
import type { QueuedJob } from '../../domain/queue/queued-message.ts';
import type { Clock, Timer } from '../../platform/clock/clock.ts';

const loadRecipients = 200;
/** What comes meanwhile is taken as it comes; then the queue is read again, since what was put off may be due. */
export const readAgainAfterMs = 1000;

/** What is under way for one next hop: which messages are in hand, which are next, how many connections work. */
export class HopWork {
  readonly nextHop: string;
  workers = 0;
  /** Something may be due that the workers have not looked at. */
  lookAgain = false;
  private readonly queue: Pick<OutboundQueue, 'due'>;
  private readonly clock: Clock;
  private readonly inHand = new Set<number>();
  /** Done since the reading under way began: it may still show them as they were. */
  private readonly doneMeanwhile = new Set<number>();
  private changes = 0;
  private feed: QueuedJob[] = [];
  /** When all that was due was read and stood in the feed; since then what came was put there too. */
  private wholeAt = Number.NEGATIVE_INFINITY;
  /** Numbers of messages only grow: one that is higher has not been read, and taken, before it was announced. */
  private highestRead = 0;
  private loading: Promise<void> | null = null;
  private timer: Timer | null = null;
  private timerAt = Infinity;

  constructor(nextHop: string, queue: Pick<OutboundQueue, 'due'>, clock: Clock) {
    this.nextHop = nextHop;
    this.queue = queue;
    this.clock = clock;
  }

  /** How many jobs wait in memory: whether another connection pays. */
  get waiting(): number {
    return this.feed.length;
  }

  /** The next job that is due, now in hand; `null`: none. */
  async take(): Promise<QueuedJob | null> {
    for (;;) {
      const job = this.feed.shift();
      if (job !== undefined) {
        // What has expired since it was read is told of by the sweep, and not sent as well.
        if (this.inHand.has(job.message.id) || job.message.expiresAt <= this.clock.now()) continue;
        this.inHand.add(job.message.id);
        return job;
      }
      if (this.isWhole && !this.lookAgain && this.loading === null) return null;
      // Only a reading that begins now answers what was announced before.
      if (this.loading === null) {
        this.lookAgain = false;
        this.loading = this.load();
      }
      await this.loading;
      if (this.feed.length === 0 && !this.lookAgain) return null;
    }
  }

  /** A message that has just come takes its place in the feed. `false`: it does not know its place, and is to be read. */
  offer(job: QueuedJob): boolean {
    if (this.lookAgain || this.loading !== null || this.feed.length >= loadRecipients || !this.isWhole) return false;
    if (job.message.id <= this.highestRead) return false;
    const rank = ranks[job.message.priority];
    const before = this.feed.findLastIndex(({ message }) => ranks[message.priority] <= rank);
    this.feed.splice(before + 1, 0, job);
    return true;
  }

  /** Whether all that was due a moment ago is known, and all that came since. */
  get isWhole(): boolean {
    const age = this.clock.now() - this.wholeAt;
    return age >= 0 && age < readAgainAfterMs;
  }

  get messages(): Iterable<number> {
    return this.inHand;
  }

  done({ message }: QueuedJob): void {
    this.inHand.delete(message.id);
    if (this.loading !== null) this.doneMeanwhile.add(message.id);
  }

  /** An administrator has changed something: what was read before does not count. */
  forget(): void {
    this.feed = [];
    this.wholeAt = Number.NEGATIVE_INFINITY;
    this.changes += 1;
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
    this.doneMeanwhile.clear();
    const { changes } = this;
    const now = this.clock.now();
    this.wholeAt = Number.NEGATIVE_INFINITY;
    try {
      const jobs = await this.queue.due(this.nextHop, now, loadRecipients, this.inHand);
      for (const { message } of jobs) this.highestRead = Math.max(this.highestRead, message.id);
      if (changes !== this.changes) return;
      const sound = jobs.filter(({ message }) => !this.doneMeanwhile.has(message.id));
      if (sound.length < jobs.length) this.lookAgain = true;
      this.feed.push(...sound);
      if (jobs.reduce((count, { recipients }) => count + recipients.length, 0) < loadRecipients) this.wholeAt = now;
    } finally {
      this.loading = null;
    }
  }
}
