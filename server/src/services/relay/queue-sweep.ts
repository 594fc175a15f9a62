import type { OutboundQueue } from '../../domain/queue/outbound-queue.ts';
import type { QueuedJob, QueuedMessage, QueuedRecipient } from '../../domain/queue/queued-message.ts';
import type { Clock, Timer } from '../../platform/clock/clock.ts';
import type { ReportedRecipient } from './delivery-report.ts';
import { reportResults } from './report-results.ts';
import { type SettleParts, settleJob } from './settle-job.ts';
import { withoutOwnCode } from './what-each-said.ts';

export interface SweepParts {
  readonly queue: OutboundQueue;
  readonly clock: Clock;
  settleParts(): SettleParts & Parameters<typeof reportResults>[0];
  /** Messages that a connection is just sending. */
  inHand(): ReadonlySet<number>;
  /** Does the work beside everything else, and logs what goes wrong in it. */
  begin(work: () => Promise<void>): void;
}

const atOnce = 200;
/** How long an attempt that is due may take to begin before the sender is told that his message waits. */
const beginsWithinMs = 60_000;
/** After an outage of our own, such as a full disk. */
const afterOutageMs = 60_000;

/** Gives up what has waited too long, and tells senders about delays, when the time of it comes. */
export class QueueSweep {
  private readonly parts: SweepParts;
  private isStopped = false;
  private timer: Timer | null = null;
  private timerAt = Infinity;
  private isSweeping = false;
  private again = false;
  /** Messages that were being sent when their time was over, or when their sender was to be told. */
  private readonly waitedFor = new Set<number>();

  constructor(parts: SweepParts) {
    this.parts = parts;
  }

  /** Sweeps now; one at a time, since two would both tell a sender. */
  start(): void {
    this.again = true;
    if (this.isSweeping || this.isStopped) return;
    this.isSweeping = true;
    this.parts.begin(async () => {
      const { queue, clock } = this.parts;
      try {
        let next: number | null;
        do {
          this.again = false;
          await this.giveUp();
          await this.tell();
          next = await queue.nextNotice();
        } while (this.again && !this.isStopped);
        // What is left over, such as a message in hand, is looked at a little later.
        if (next !== null) this.startBy(next <= clock.now() ? clock.now() + afterOutageMs : next);
      } catch (cause) {
        this.startBy(clock.now() + afterOutageMs);
        throw cause;
      } finally {
        this.isSweeping = false;
      }
    });
  }

  /** Sweeps at `time`, if not before. */
  startBy(time: number): void {
    if (this.isStopped || this.timerAt <= time) return;
    this.timer?.cancel();
    this.timerAt = time;
    this.timer = this.parts.clock.after(Math.max(0, time - this.parts.clock.now()), () => {
      this.timerAt = Infinity;
      this.start();
    });
  }

  /** An attempt has ended: if the message waited for that, what is left of it is given up or told of. */
  attempted({ message }: QueuedJob): void {
    if (this.waitedFor.delete(message.id)) this.start();
  }

  stop(): void {
    this.isStopped = true;
    this.timer?.cancel();
  }

  private async giveUp(): Promise<void> {
    const { queue, clock } = this.parts;
    for (;;) {
      // Read before the queue: an attempt may end while that is read, and nothing expired begins one.
      const inHand = new Set(this.parts.inHand());
      const expired = await queue.expired(clock.now(), atOnce);
      const now = this.parts.inHand();
      for (const { message } of expired) {
        if (now.has(message.id)) this.waitedFor.add(message.id);
        else if (inHand.has(message.id)) this.again = true;
      }
      const jobs = expired.filter(({ message }) => !inHand.has(message.id));
      if (jobs.length === 0) break;
      for (const job of jobs) {
        // RFC 3463 §3.5: x.4.7 is the delivery time that expired; RFC 2852 §4.1.3: for good where the sender had set it.
        const { deliverBy } = job.message;
        const status = deliverBy?.mode === 'R' && deliverBy.time <= clock.now() ? '5.4.7' : '4.4.7';
        const results = job.recipients.map(({ number, lastError, nextHop }) => {
          const why = lastError ?? queue.hop(nextHop)?.lastError;
          const response = `550 ${status} QUEUE.Expired; message expired${why === null || why === undefined ? '' : ` (${why})`}`;
          return { number, kind: 'failed', status, response } as const;
        });
        await settleJob(this.parts.settleParts(), job, results, {
          remoteName: null,
          remoteAddress: null,
          connector: null,
          success: 'SEND',
          reportsSuccess: true,
          givenUpBy: 'QUEUE',
          attemptedAt: (recipient) => this.lastAttemptAt(job.message, recipient),
        });
      }
    }
  }

  private async tell(): Promise<void> {
    const { queue, clock } = this.parts;
    for (;;) {
      // Before and after the reading, as above: who is told that his message waits shall not find it delivered.
      const inHand = new Set(this.parts.inHand());
      const late = await queue.delayed(clock.now(), atOnce);
      const jobs = late.filter((job) => !this.isLeaving(job, inHand));
      if (jobs.length === 0) break;
      for (const { message, recipients } of jobs) {
        const told = recipients.map((recipient) => ({
          recipient,
          status: '4.4.7',
          ...lastAnswer(recipient.lastError ?? queue.hop(recipient.nextHop)?.lastError ?? null),
          attemptedAt: this.lastAttemptAt(message, recipient),
        }));
        const report = await reportResults(this.parts.settleParts(), 'delayed', message, told);
        const numbers = recipients.map(({ number }) => number);
        await queue.noteDelay(message.id, numbers, report === null ? [] : [report], []);
      }
    }
  }

  /** When the way of a recipient was last tried and failed; when a server put off himself alone is not known. */
  private lastAttemptAt({ arrivedAt }: QueuedMessage, { nextHop, attempts }: QueuedRecipient): number | null {
    const lastAttempt = this.parts.queue.hop(nextHop)?.lastAttempt ?? 0;
    return attempts > 0 || lastAttempt < arrivedAt ? null : lastAttempt;
  }

  /** Whether an attempt is under way, or due at this moment and about to begin. */
  private isLeaving({ message, recipients }: QueuedJob, wasInHand: ReadonlySet<number>): boolean {
    const { queue, clock, inHand } = this.parts;
    if (inHand().has(message.id)) {
      this.waitedFor.add(message.id);
      return true;
    }
    if (wasInHand.has(message.id)) {
      this.again = true;
      return true;
    }
    const now = clock.now();
    if (message.delayNoticeAt + beginsWithinMs <= now) return false;
    return recipients.some(({ nextHop, nextAttempt }) => {
      const hop = queue.hop(nextHop);
      return hop !== null && !hop.suspended && Math.max(nextAttempt, hop.nextAttempt) <= now;
    });
  }
}

/** `mx.contoso.com: 421 4.3.2 Going down` as who said it and what; what is no reply has nobody who said it. */
function lastAnswer(error: string | null): Pick<ReportedRecipient, 'remote' | 'response'> {
  const [, remote = null, reply = null] = /^([^\s:]+): (\d{3} .*)$/s.exec(error ?? '') ?? [];
  return reply === null
    ? { remote: null, response: error === null ? null : withoutOwnCode(error) }
    : { remote, response: reply };
}
