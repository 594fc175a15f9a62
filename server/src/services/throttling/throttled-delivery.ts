import type { ThrottlingPolicies } from '../../domain/configuration/throttling-policies.ts';
import type { Mailbox } from '../../domain/directory/directory.ts';
import { AnsweredDelivery } from '../delivery/answered-delivery.ts';
import type { Delivery, DeliveryInProgress, DeliveryOutcome, DeliveryRefusal, Envelope } from '../delivery/delivery.ts';
import type { SendingRates } from './sending-rates.ts';

/** Delivery that holds users to MessageRateLimit and RecipientRateLimit of their throttling policy. */
export function throttledDelivery(
  delivery: Delivery,
  rates: SendingRates,
  policies: Pick<ThrottlingPolicies, 'limitOf'>,
): Delivery {
  const refusal = (user: Mailbox, moreRecipients: number): DeliveryRefusal | null => {
    const most = policies.limitOf(user, 'RecipientRateLimit');
    if (most === null || rates.recipientsToday(user.guid) + moreRecipients <= most) return null;
    return { kind: 'refused', code: 'rate-limit', text: `At most ${most} recipients in 24 hours (RecipientRateLimit)` };
  };
  return {
    ...delivery,

    async sendingRefusalOf(user) {
      const refused = await delivery.sendingRefusalOf(user);
      if (refused !== null) return refused;
      const most = policies.limitOf(user, 'MessageRateLimit');
      if (most !== null && rates.messagesThisMinute(user.guid) >= most)
        return { kind: 'refused', code: 'rate-limit', text: `At most ${most} messages a minute (MessageRateLimit)` };
      return refusal(user, 1);
    },

    begin(envelope, prefix, options) {
      const user = envelope.authenticatedAs;
      return user === null ? delivery.begin(envelope, prefix, options) : begin(user, envelope, prefix, options);
    },
  };

  async function begin(
    user: Mailbox,
    ...[envelope, prefix, options]: Parameters<Delivery['begin']>
  ): Promise<DeliveryInProgress> {
    const count = recipientsOf(envelope);
    const refused = refusal(user, count);
    if (refused !== null) return new RefusedDelivery(refused, count);
    rates.addMessage(user.guid);
    return new AnsweredDelivery(await delivery.begin(envelope, prefix, options), (outcomes) => {
      rates.addRecipients(user.guid, outcomes.filter(({ kind }) => kind === 'delivered').length);
      return outcomes;
    });
  }
}

function recipientsOf({ recipients, outbound }: Envelope): number {
  return recipients.length + (outbound?.recipients.length ?? 0);
}

/** Takes a message to its end and has it for nobody. */
class RefusedDelivery implements DeliveryInProgress {
  readonly #outcomes: readonly DeliveryOutcome[];
  sizeBytes = 0;

  constructor(refused: DeliveryRefusal, recipients: number) {
    this.#outcomes = Array.from({ length: recipients }, () => refused);
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.sizeBytes += chunk.length;
  }

  async deliver(): Promise<readonly DeliveryOutcome[]> {
    return this.#outcomes;
  }

  async discard(): Promise<void> {}
}
