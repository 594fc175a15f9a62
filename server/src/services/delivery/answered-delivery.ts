import type { DeliveryAttempt } from '../../domain/queue/delivery-attempts.ts';
import type { DeliveryInProgress, DeliveryOutcome } from './delivery.ts';

/** Another delivery whose outcomes are told as `answers` makes them: to those who were named of the others who get it, or unchanged to whoever counts. */
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
