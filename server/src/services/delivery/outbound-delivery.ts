import type { DeliveryAttempt } from '../../domain/queue/delivery-attempts.ts';
import type { OutboundQueue, QueueIntake } from '../../domain/queue/outbound-queue.ts';
import type { NewMessage } from '../../domain/queue/queued-message.ts';
import type { Log } from '../../platform/log/log.ts';
import { type Companions, whatWaits } from './companions.ts';
import type { DeliveryInProgress, DeliveryOutcome } from './delivery.ts';
import { MessageDigest } from './message-digest.ts';
import { delivered, failureOf, notStored } from './outcomes.ts';

/** What goes with a message, and what is to be true when it does. */
interface Beside {
  readonly with: Companions;
  readonly alongside: NewMessage['alongside'];
}

/**
 * A message with recipients in other domains: into the queue, and into the mailboxes of those who are here. The queue
 * keeps it back until the mailboxes have it, so that one reply is true for all. When that breaks off, whoever sends it again
 * brings it to those only who have nothing yet.
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
  private readonly attempts: OutboundQueue['attempts'];
  private readonly log: Log;
  /** What goes with it. */
  private readonly companions: Beside | null;
  /** Of what is for mailboxes and for the queue: it finds an attempt that broke off between the two. */
  private readonly digest: MessageDigest | null;

  constructor(parts: {
    intake: QueueIntake | null;
    outbound: number;
    local: DeliveryInProgress | null;
    localCount: number;
    eachAlone?: boolean | undefined;
    sender: string;
    /** All who were named, here and elsewhere. */
    named: readonly { readonly address: string }[];
    attempts: OutboundQueue['attempts'];
    log: Log;
    companions?: Beside | undefined;
  }) {
    this.intake = parts.intake;
    this.outbound = parts.outbound;
    this.local = parts.local;
    this.localCount = parts.localCount;
    this.eachAlone = parts.eachAlone === true;
    this.attempts = parts.attempts;
    this.log = parts.log;
    this.companions = parts.companions ?? null;
    this.digest = parts.intake === null || parts.local === null ? null : new MessageDigest(parts.sender, parts.named);
  }

  get sizeBytes(): number {
    return this.intake?.sizeBytes ?? this.local?.sizeBytes ?? 0;
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.digest?.add(chunk);
    await this.intake?.write(chunk);
    await this.local?.write(chunk);
  }

  async deliver(given?: DeliveryAttempt): Promise<readonly DeliveryOutcome[]> {
    try {
      if (this.local === null && this.companions === null) {
        await this.intake?.commit();
        return this.queued(delivered);
      }
      const own =
        this.digest === null || given !== undefined
          ? undefined
          : this.attempts.attemptAt(this.digest.value(), this.digest.sameWithinMs);
      const attempt = given ?? own;
      if (attempt !== undefined) await this.intake?.stage(attempt, whatWaits);
      const outcomes = (await this.local?.deliver(attempt)) ?? [];
      if (!this.eachAlone && !outcomes.every(({ kind }) => kind === 'delivered'))
        return [...outcomes, ...this.queued(notStored)];
      await (this.companions === null
        ? this.intake?.release()
        : this.companions.with.release(this.intake, this.companions.alongside));
      // Whoever gave it knows himself when all is done.
      if (own !== undefined) await this.forget(own);
      return [...outcomes, ...this.queued(delivered)];
    } catch (error) {
      this.log.error('queueing-failed', error);
      const failure = failureOf(error);
      return [...Array.from({ length: this.localCount }, () => failure), ...this.queued(failure)];
    } finally {
      await this.discard().catch((cause: unknown) => this.log.error('queue-not-cleared', cause));
    }
  }

  async discard(): Promise<void> {
    await this.intake?.discard();
    await this.local?.discard();
  }

  /** It is done whether or not this gets through. */
  private async forget(attempt: DeliveryAttempt): Promise<void> {
    await this.attempts.forget(attempt).catch((cause: unknown) => this.log.error('attempt-not-forgotten', cause));
  }

  private queued(outcome: DeliveryOutcome): readonly DeliveryOutcome[] {
    return Array.from({ length: this.outbound }, () => outcome);
  }
}
