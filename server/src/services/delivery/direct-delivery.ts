import type { DeliveryAttempt } from '../../domain/queue/delivery-attempts.ts';
import type { IncomingMessage } from '../../domain/mail/account-store.ts';
import type { JourneyContext } from './automation/journey-context.ts';
import type { DeliveryInProgress, DeliveryOutcome, Envelope, EnvelopeRecipient } from './delivery.ts';
import { afterFiling, file, refusalFrom } from './file-message.ts';
import { failureOf } from './outcomes.ts';
import { placeMessage } from './place-message.ts';
import { BelowTrace, belowTrace } from './same-message.ts';

/** Of a larger one the digest is made as it comes: its bytes are not kept for the few that come a second time. */
const mostKeptBytes = 256 * 1024;

/** A message for one mailbox that looks at none: its bytes go straight into that store. */
export class DirectDelivery implements DeliveryInProgress {
  private readonly context: JourneyContext;
  private readonly envelope: Envelope;
  private readonly recipient: EnvelopeRecipient;
  private readonly incoming: IncomingMessage;
  private readonly kept: Uint8Array[] = [];
  /** Instead of what is kept. */
  private digest: BelowTrace | null = null;
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
    this.kept.push(chunk);
    if (this.keptBytes > mostKeptBytes) {
      this.digest ??= new BelowTrace();
      for (const one of this.kept.splice(0)) this.digest.add(one);
    }
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
        belowTrace: async () => (this.digest === null ? await belowTrace(this.kept) : this.digest.value()),
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
