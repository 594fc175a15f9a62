import type { IncomingMessage, MailStore } from '../../domain/mail/account-store.ts';
import type { Log } from '../../platform/log/log.ts';
import type { DeliveryInProgress, DeliveryOutcome, Envelope, EnvelopeRecipient } from './delivery.ts';
import { file, prepare, refusalFrom } from './file-message.ts';
import { tryAgain } from './outcomes.ts';

/** A message for one mailbox: its bytes go straight into that store. */
export class DirectDelivery implements DeliveryInProgress {
  private readonly envelope: Envelope;
  private readonly recipient: EnvelopeRecipient;
  private readonly mail: MailStore;
  private readonly log: Log;
  private readonly incoming: IncomingMessage;

  constructor(parts: {
    envelope: Envelope;
    recipient: EnvelopeRecipient;
    mail: MailStore;
    log: Log;
    incoming: IncomingMessage;
  }) {
    this.envelope = parts.envelope;
    this.recipient = parts.recipient;
    this.mail = parts.mail;
    this.log = parts.log;
    this.incoming = parts.incoming;
  }

  get sizeBytes(): number {
    return this.incoming.sizeBytes;
  }

  write(chunk: Uint8Array): Promise<void> {
    return this.incoming.write(chunk);
  }

  async deliver(): Promise<readonly DeliveryOutcome[]> {
    const outcome = await this.deliverOne();
    return this.envelope.recipients.map(() => outcome);
  }

  discard(): Promise<void> {
    return this.incoming.discard();
  }

  private async deliverOne(): Promise<DeliveryOutcome> {
    try {
      const prepared = await prepare(this.mail, this.envelope, this.recipient.mailbox, this.incoming);
      return prepared.kind === 'prepared' ? await file(prepared) : prepared;
    } catch (error) {
      const refusal = refusalFrom(error);
      if (refusal === null) this.log.error('delivery-failed', error, { mailbox: this.recipient.mailbox.guid });
      return refusal ?? tryAgain;
    } finally {
      // What was filed stays; what was staged need not be kept ready for another folder.
      await this.discard();
    }
  }
}
