import type { DeliveryAttempt } from '../../domain/queue/delivery-attempts.ts';
import type { DeliveryInProgress, DeliveryOutcome } from './delivery.ts';

/** A message that others get than those who were named: these are told what `answers` makes of the others' outcomes. */
export class AnsweredDelivery implements DeliveryInProgress {
  readonly #delivery: DeliveryInProgress;
  readonly #answers: (outcomes: readonly DeliveryOutcome[]) => readonly DeliveryOutcome[];

  constructor(
    delivery: DeliveryInProgress,
    answers: (outcomes: readonly DeliveryOutcome[]) => readonly DeliveryOutcome[],
  ) {
    this.#delivery = delivery;
    this.#answers = answers;
  }

  get sizeBytes(): number {
    return this.#delivery.sizeBytes;
  }

  write(chunk: Uint8Array): Promise<void> {
    return this.#delivery.write(chunk);
  }

  async deliver(attempt?: DeliveryAttempt): Promise<readonly DeliveryOutcome[]> {
    return this.#answers(await this.#delivery.deliver(attempt));
  }

  discard(): Promise<void> {
    return this.#delivery.discard();
  }
}
