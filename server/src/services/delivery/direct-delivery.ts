import type { DeliveryAttempt } from '../../domain/queue/delivery-attempts.ts';
import type { IncomingMessage } from '../../domain/mail/account-store.ts';
import type { JourneyContext } from './automation/journey-context.ts';
import type { DeliveryInProgress, DeliveryOutcome, Envelope, EnvelopeRecipient } from './delivery.ts';
import { afterFiling, file, refusalFrom } from './file-message.ts';
import { failureOf } from './outcomes.ts';
import { placeMessage } from './place-message.ts';

/** A larger one is not compared with what came before. */
const mostKeptBytes = 256 * 1024;

/** A message for one mailbox that looks at none: its bytes go straight into that store. */
export class DirectDelivery implements DeliveryInProgress {
  private readonly context: JourneyContext;
  private readonly envelope: Envelope;
  private readonly recipient: EnvelopeRecipient;
  private readonly incoming: IncomingMessage;
  /** The chunks as they came; `null`: they are too many. */
  private kept: Uint8Array[] | null = [];
  private keptBytes = 0;

  constructor(parts: {
    context: JourneyContext;
    envelope: Envelope;
    recipient: EnvelopeRecipient;
    incoming: IncomingMessage;
  }) {
    this.context = parts.context;
    this.envelope = parts.envelope;
    this.recipient = parts.recipient;
    this.incoming = parts.incoming;
  }

  get sizeBytes(): number {
    return this.incoming.sizeBytes;
  }

  write(chunk: Uint8Array): Promise<void> {
    this.keptBytes += chunk.length;
    if (this.keptBytes > mostKeptBytes) this.kept = null;
    this.kept?.push(chunk);
    return this.incoming.write(chunk);
  }

  async deliver(attempt?: DeliveryAttempt): Promise<readonly DeliveryOutcome[]> {
    const outcome = await this.deliverOne(attempt?.key ?? this.envelope.fromQueue?.key ?? null);
    return this.envelope.recipients.map(() => outcome);
  }

  discard(): Promise<void> {
    return this.incoming.discard();
  }

  private async deliverOne(once: string | null): Promise<DeliveryOutcome> {
    const { context, envelope, incoming } = this;
    const { mailbox } = this.recipient;
    try {
      const store = await context.mail.account(mailbox.guid);
      const placement = await placeMessage(context, envelope, mailbox, incoming.sizeBytes, async () => store);
      if ('kind' in placement) return placement;
      // Nothing reads the message here: a forwarding that came while it did waits for the next one.
      placement.keep = true;
      const prepared = {
        kind: 'prepared',
        store,
        incoming,
        staged: await incoming.finish(),
        leaving: [],
        placement,
        asItCame: asItCame(this.kept),
      } as const;
      const { outcome, emailId } = await file(prepared, once);
      const isNew = outcome.kind === 'delivered' && outcome.isSecondCopy !== true;
      if (isNew) await afterFiling(prepared, emailId);
      return outcome;
    } catch (error) {
      const refusal = refusalFrom(error);
      if (refusal === null) context.log.error('delivery-failed', error, { mailbox: mailbox.guid });
      return refusal ?? failureOf(error);
    } finally {
      // What was filed stays; what was staged need not be kept ready for another folder.
      await this.discard();
    }
  }
}

function asItCame(kept: readonly Uint8Array[] | null): (() => AsyncIterable<Uint8Array>) | null {
  return kept === null
    ? null
    : async function* chunks() {
        yield* kept;
      };
}
