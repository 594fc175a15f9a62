import type { DeliveryAttempt } from '../../domain/queue/delivery-attempts.ts';
import type { OutboundQueue } from '../../domain/queue/outbound-queue.ts';
import { MailError } from '../../domain/mail/mail-error.ts';
import type { Log } from '../../platform/log/log.ts';
import type { Companions } from './companions.ts';
import type { DeliveryInProgress, DeliveryOutcome } from './delivery.ts';
import { MessageDigest } from './message-digest.ts';
import { failureOf } from './outcomes.ts';

/**
 * A message of which a part goes through the queue beside it: a copy that nothing in it tells of (BlindCopyTo), or what rules make of it for some
 * of its recipients. The part stands in the queue before the message is delivered, and goes once it is: what nobody got is not copied,
 * and what was acknowledged is with everybody. Where one of them cannot be done now, whoever sends is to try again. What becomes of the
 * part later is in the tracking log and, where it was for somebody who is named, in reports.
 */
export class AccompaniedDelivery implements DeliveryInProgress {
  readonly #delivery: DeliveryInProgress;
  readonly #beside: readonly DeliveryInProgress[];
  readonly #companions: Companions;
  readonly #outcomes: (main: readonly DeliveryOutcome[]) => readonly DeliveryOutcome[];
  readonly #recipients: number;
  readonly #eachAlone: boolean;
  readonly #attempts: OutboundQueue['attempts'];
  readonly #log: Log;
  readonly #digest: MessageDigest;

  constructor(parts: {
    /** Of the message itself. */
    readonly delivery: DeliveryInProgress;
    readonly beside: readonly DeliveryInProgress[];
    /** What `beside` stages. */
    readonly companions: Companions;
    /** Of all, from those of the message itself; what stands beside it is on its way. */
    readonly outcomes: (main: readonly DeliveryOutcome[]) => readonly DeliveryOutcome[];
    /** How many there are of these. */
    readonly recipients: number;
    readonly sender: string;
    /** All, those of copies too. */
    readonly named: readonly { readonly address: string }[];
    readonly eachAlone: boolean;
    readonly attempts: OutboundQueue['attempts'];
    readonly log: Log;
  }) {
    this.#delivery = parts.delivery;
    this.#beside = parts.beside;
    this.#companions = parts.companions;
    this.#outcomes = parts.outcomes;
    this.#recipients = parts.recipients;
    this.#eachAlone = parts.eachAlone;
    this.#attempts = parts.attempts;
    this.#log = parts.log;
    this.#digest = new MessageDigest(parts.sender, parts.named);
  }

  get sizeBytes(): number {
    return this.#delivery.sizeBytes;
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.#digest.add(chunk);
    // Together: what they store of a large message is synced once for all. None is still at it when another has failed.
    const written = await Promise.allSettled([...this.#beside, this.#delivery].map((one) => one.write(chunk)));
    for (const one of written) if (one.status === 'rejected') throw one.reason;
  }

  async deliver(given?: DeliveryAttempt): Promise<readonly DeliveryOutcome[]> {
    try {
      const attempt = given ?? this.#attempts.attemptAt(this.#digest.value(), this.#digest.sameWithinMs);
      const notStaged = await this.#tried(async () => {
        for (const one of this.#beside) await one.deliver(attempt);
      });
      if (notStaged !== null) return this.#all(notStaged);
      const main = await this.#delivery.deliver(attempt);
      const isThere = main.every(({ kind }) => kind === 'delivered');
      if (!isThere && !this.#eachAlone) return this.#outcomes(main);
      const notReleased = await this.#tried(() => this.#companions.release());
      if (notReleased !== null) return this.#all(notReleased);
      // Whoever gave it knows himself when all is done.
      if (given === undefined && isThere) await this.#forget(attempt);
      return this.#outcomes(main);
    } finally {
      await this.discard().catch((cause: unknown) => this.#log.error('queue-not-cleared', cause));
    }
  }

  async discard(): Promise<void> {
    await this.#companions.discard();
    for (const one of this.#beside) await one.discard();
    await this.#delivery.discard();
  }

  #all(outcome: DeliveryOutcome): readonly DeliveryOutcome[] {
    return Array.from({ length: this.#recipients }, () => outcome);
  }

  /** What to tell where the queue fails; `null`: it did not. What the message itself throws is told as ever. */
  async #tried(work: () => Promise<void>): Promise<DeliveryOutcome | null> {
    try {
      await work();
      return null;
    } catch (error) {
      if (error instanceof MailError && error.code === 'message-malformed') throw error;
      this.#log.error('part-not-queued', error);
      return failureOf(error);
    }
  }

  /** It is done whether or not this gets through. */
  async #forget(attempt: DeliveryAttempt): Promise<void> {
    await this.#attempts.forget(attempt).catch((cause: unknown) => this.#log.error('attempt-not-forgotten', cause));
  }
}
