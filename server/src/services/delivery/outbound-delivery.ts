import type { QueueIntake } from '../../domain/queue/outbound-queue.ts';
import type { Log } from '../../platform/log/log.ts';
import type { DeliveryInProgress, DeliveryOutcome } from './delivery.ts';
import { delivered, notStored, tryAgain } from './outcomes.ts';

/**
 * A message with recipients in other domains: into the queue, and into the mailboxes of those who are here. The queue
 * keeps it back until the mailboxes have it, so that one reply is true for all; a crash in between leaves it in none.
 * With LMTP, where each recipient has a reply, the queue lets it go whatever the mailboxes say.
 */
export class OutboundDelivery implements DeliveryInProgress {
  /** `null`: nobody but mailboxes gets it, as those of a group who are named themselves. */
  private readonly intake: QueueIntake | null;
  private readonly outbound: number;
  private readonly local: DeliveryInProgress | null;
  private readonly localCount: number;
  /** Each recipient has a reply of his own (LMTP): what a mailbox refuses keeps nothing back. */
  private readonly eachAlone: boolean;
  private readonly log: Log;

  constructor(parts: {
    intake: QueueIntake | null;
    outbound: number;
    local: DeliveryInProgress | null;
    localCount: number;
    eachAlone?: boolean | undefined;
    log: Log;
  }) {
    this.intake = parts.intake;
    this.outbound = parts.outbound;
    this.local = parts.local;
    this.localCount = parts.localCount;
    this.eachAlone = parts.eachAlone === true;
    this.log = parts.log;
  }

  get sizeBytes(): number {
    return this.intake?.sizeBytes ?? this.local?.sizeBytes ?? 0;
  }

  async write(chunk: Uint8Array): Promise<void> {
    await this.intake?.write(chunk);
    await this.local?.write(chunk);
  }

  async deliver(): Promise<readonly DeliveryOutcome[]> {
    try {
      if (this.local === null) {
        await this.intake?.commit();
        return this.queued(delivered);
      }
      await this.intake?.stage();
      const outcomes = await this.local.deliver();
      if (!this.eachAlone && !outcomes.every(({ kind }) => kind === 'delivered'))
        return [...outcomes, ...this.queued(notStored)];
      await this.intake?.release();
      return [...outcomes, ...this.queued(delivered)];
    } catch (error) {
      this.log.error('queueing-failed', error);
      return [...Array.from({ length: this.localCount }, () => tryAgain), ...this.queued(tryAgain)];
    } finally {
      await this.discard();
    }
  }

  async discard(): Promise<void> {
    await this.intake?.discard();
    await this.local?.discard();
  }

  private queued(outcome: DeliveryOutcome): readonly DeliveryOutcome[] {
    return Array.from({ length: this.outbound }, () => outcome);
  }
}
