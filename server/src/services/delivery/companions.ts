import type { DeliveryAttempt } from '../../domain/queue/delivery-attempts.ts';
import type { OutboundQueue, QueueIntake } from '../../domain/queue/outbound-queue.ts';
import type { NewMessage } from '../../domain/queue/queued-message.ts';
import type { DeliveryInProgress, DeliveryOutcome } from './delivery.ts';
import { delivered } from './outcomes.ts';

/**
 * What all bear of a message that stands in the queue for one attempt. Whoever tries again finds other people in its groups, other rules, and the
 * message parted otherwise: what was let go before was with everybody then, so none of it goes again.
 */
export const whatWaits = 'queue';

/** Messages that stand in the queue until another one is delivered, and go with it. */
export class Companions {
  #isReleased = false;
  readonly #staged: QueueIntake[] = [];

  add(intake: QueueIntake): void {
    this.#staged.push(intake);
  }

  /** All at once, with what of the other message itself stands in the queue, and what is to be true then. */
  async release(own: QueueIntake | null = null, alongside?: NewMessage['alongside']): Promise<void> {
    if (this.#isReleased) return;
    const [first, ...others] = [...(own === null ? [] : [own]), ...this.#staged];
    await first?.release(others, alongside);
    this.#isReleased = true;
  }

  async discard(): Promise<void> {
    for (const intake of this.#staged) await intake.discard();
  }
}

/** One of them, or a few with the same content, as they come in. */
export class Companion implements DeliveryInProgress {
  readonly #companions: Companions;
  readonly #recipients: number;
  readonly #intakes: readonly QueueIntake[];
  #isStaged = false;

  private constructor(companions: Companions, recipients: number, intakes: readonly QueueIntake[]) {
    this.#companions = companions;
    this.#recipients = recipients;
    this.#intakes = intakes;
  }

  /** `recipients`: for how many it answers. */
  static async begin(
    queue: Pick<OutboundQueue, 'begin'>,
    messages: readonly NewMessage[],
    prefix: Uint8Array,
    { companions, recipients }: { readonly companions: Companions; readonly recipients: number },
  ): Promise<Companion> {
    const intakes = messages.map((message) => queue.begin(message));
    const companion = new Companion(companions, recipients, intakes);
    await companion.write(prefix);
    return companion;
  }

  get sizeBytes(): number {
    return this.#intakes[0]?.sizeBytes ?? 0;
  }

  async write(chunk: Uint8Array): Promise<void> {
    for (const intake of this.#intakes) await intake.write(chunk);
  }

  /** It stands in the queue, and is in the hands of its `companions`. */
  async deliver(attempt?: DeliveryAttempt): Promise<readonly DeliveryOutcome[]> {
    if (attempt === undefined) throw new Error('a companion belongs to an attempt');
    this.#isStaged = true;
    for (const intake of this.#intakes) {
      this.#companions.add(intake);
      await intake.stage(attempt, whatWaits);
    }
    return Array.from({ length: this.#recipients }, () => delivered);
  }

  async discard(): Promise<void> {
    if (!this.#isStaged) for (const intake of this.#intakes) await intake.discard();
  }
}
