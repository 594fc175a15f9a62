import type { DeliveryAttempt } from '../../domain/queue/delivery-attempts.ts';
import type { OutboundQueue, QueueIntake } from '../../domain/queue/outbound-queue.ts';
import type { Log } from '../../platform/log/log.ts';
import type { DeliveryInProgress, DeliveryOutcome } from './delivery.ts';
import { MessageDigest } from './message-digest.ts';
import { failureOf } from './outcomes.ts';

/**
 * A message of which somebody gets a copy that nothing in it tells of (BlindCopyTo). The copy stands in the queue before the message is
 * delivered, and goes once it is: what nobody got is not copied, and what was acknowledged is. Where one of both cannot be
 * done now, whoever sends is to try again. What becomes of the copy later is in the tracking log.
 */
export class CopiedDelivery implements DeliveryInProgress {
  readonly #intake: QueueIntake;
  readonly #delivery: DeliveryInProgress;
  readonly #recipients: number;
  readonly #attempts: OutboundQueue['attempts'];
  readonly #goesFirst: boolean;
  readonly #log: Log;
  readonly #digest: MessageDigest;

  constructor(parts: {
    readonly intake: QueueIntake;
    /** Of the message itself. */
    readonly delivery: DeliveryInProgress;
    /** How many those of the message are. */
    readonly recipients: number;
    readonly sender: string;
    /** All, those of the copy too. */
    readonly named: readonly { readonly address: string }[];
    readonly attempts: OutboundQueue['attempts'];
    /** The copy goes before the message is delivered: whoever hands it over does not do so again once it is. */
    readonly goesFirst: boolean;
    readonly log: Log;
  }) {
    this.#intake = parts.intake;
    this.#delivery = parts.delivery;
    this.#recipients = parts.recipients;
    this.#attempts = parts.attempts;
    this.#goesFirst = parts.goesFirst;
    this.#log = parts.log;
    this.#digest = new MessageDigest(parts.sender, parts.named);
  }

  get sizeBytes(): number {
    return this.#delivery.sizeBytes;
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.#digest.add(chunk);
    await this.#intake.write(chunk);
    await this.#delivery.write(chunk);
  }

  async deliver(given?: DeliveryAttempt): Promise<readonly DeliveryOutcome[]> {
    try {
      const attempt = this.#attempts.attemptAt(this.#digest.value(), this.#digest.sameWithinMs);
      const refused = await this.#tried(async () => {
        await (this.#goesFirst ? this.#intake.commit() : this.#intake.stage(attempt, 'blind-copy'));
      });
      if (refused !== null) return refused;
      if (this.#goesFirst) return await this.#delivery.deliver(given);
      const outcomes = await this.#delivery.deliver(given ?? attempt);
      if (!outcomes.some(({ kind }) => kind === 'delivered')) return outcomes;
      const unsaid = await this.#tried(() => this.#intake.release());
      if (unsaid !== null) return unsaid;
      if (outcomes.every(({ kind }) => kind === 'delivered')) await this.#forget(attempt);
      return outcomes;
    } finally {
      await this.discard().catch((cause: unknown) => this.#log.error('queue-not-cleared', cause));
    }
  }

  async discard(): Promise<void> {
    await this.#intake.discard();
    await this.#delivery.discard();
  }

  /** Outcomes for all where the queue fails; `null`: it did not. What the message itself throws is told as ever. */
  async #tried(work: () => Promise<void>): Promise<readonly DeliveryOutcome[] | null> {
    try {
      await work();
      return null;
    } catch (error) {
      this.#log.error('blind-copy-failed', error);
      return Array.from({ length: this.#recipients }, () => failureOf(error));
    }
  }

  /** It is done whether or not this gets through. */
  async #forget(attempt: DeliveryAttempt): Promise<void> {
    await this.#attempts.forget(attempt).catch((cause: unknown) => this.#log.error('attempt-not-forgotten', cause));
  }
}
