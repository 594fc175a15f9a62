import { createHash } from 'node:crypto';
import type { Mailbox } from '../../domain/directory/directory.ts';
import type { MailStore } from '../../domain/mail/account-store.ts';
import type { Log } from '../../platform/log/log.ts';
import type { DeliveryInProgress, DeliveryOutcome, DeliveryRefusal, Envelope } from './delivery.ts';
import { file, prepare, refusalFrom, type Prepared } from './file-message.ts';
import type { MessageSpool } from './message-spool.ts';
import { delivered, notStored, tryAgain } from './outcomes.ts';
import type { PartialDeliveries } from './partial-deliveries.ts';

/** What staged copies may hold in memory at once. */
const stagingBytes = 32 * 1024 * 1024;

/** A message for several mailboxes: written once, then into each store, stores in parallel. */
export class SharedDelivery implements DeliveryInProgress {
  private readonly envelope: Envelope;
  private readonly prefix: Uint8Array;
  private readonly mail: MailStore;
  private readonly log: Log;
  private readonly spool: MessageSpool;
  private readonly partial: PartialDeliveries;
  private readonly digest = createHash('sha256');

  constructor(parts: {
    envelope: Envelope;
    prefix: Uint8Array;
    mail: MailStore;
    log: Log;
    spool: MessageSpool;
    partial: PartialDeliveries;
  }) {
    this.envelope = parts.envelope;
    this.prefix = parts.prefix;
    this.mail = parts.mail;
    this.log = parts.log;
    this.spool = parts.spool;
    this.partial = parts.partial;
    this.digest.update(`${parts.envelope.sender}\0`);
  }

  get sizeBytes(): number {
    return this.prefix.length + this.spool.sizeBytes;
  }

  write(chunk: Uint8Array): Promise<void> {
    this.digest.update(chunk);
    return this.spool.write(chunk);
  }

  async deliver(): Promise<readonly DeliveryOutcome[]> {
    const message = this.digest.digest('base64');
    const outcomes = new Map<string, DeliveryOutcome>(
      [...this.partial.delivered(message)].map((guid) => [guid, delivered]),
    );
    const mailboxes = [...new Map(this.envelope.recipients.map(({ mailbox }) => [mailbox.guid, mailbox])).values()];
    const waiting = mailboxes.filter(({ guid }) => !outcomes.has(guid));
    const together = Math.max(8, Math.floor(stagingBytes / Math.max(1, Math.min(this.sizeBytes, 1024 * 1024))));
    for (let at = 0; at < waiting.length; at += together) {
      const good = await this.deliverGroup(waiting.slice(at, at + together), outcomes);
      if (!good) break;
    }
    await this.discard();
    const have = mailboxes.filter(({ guid }) => outcomes.get(guid)?.kind === 'delivered');
    if (have.length === mailboxes.length) this.partial.forget(message);
    else if (have.length > 0)
      this.partial.remember(
        message,
        have.map(({ guid }) => guid),
      );
    return this.envelope.recipients.map(({ mailbox }) => outcomes.get(mailbox.guid) ?? notStored);
  }

  discard(): Promise<void> {
    return this.spool.close();
  }

  /** Prepares all, and files them only when all can be; false when the delivery must not go on. */
  private async deliverGroup(mailboxes: readonly Mailbox[], outcomes: Map<string, DeliveryOutcome>): Promise<boolean> {
    const prepared = await Promise.all(mailboxes.map((mailbox) => this.prepareOne(mailbox)));
    if (this.envelope.eachAlone === true) {
      await Promise.all(
        prepared.map(async (one, index) =>
          outcomes.set(mailboxes[index]?.guid ?? '', one.kind === 'prepared' ? await this.fileOne(one) : one),
        ),
      );
      return true;
    }
    if (!prepared.every((one): one is Prepared => one.kind === 'prepared')) {
      for (const [index, one] of prepared.entries()) {
        if (one.kind === 'prepared') await one.incoming.discard();
        outcomes.set(mailboxes[index]?.guid ?? '', one.kind === 'prepared' ? notStored : one);
      }
      return false;
    }
    const filed = await Promise.all(prepared.map((one) => this.fileOne(one)));
    for (const [index, outcome] of filed.entries()) outcomes.set(mailboxes[index]?.guid ?? '', outcome);
    return filed.every(({ kind }) => kind === 'delivered');
  }

  private async prepareOne(mailbox: Mailbox): Promise<Prepared | DeliveryRefusal | typeof tryAgain> {
    try {
      const store = await this.mail.account(mailbox.guid);
      const incoming = await store.beginMessage({ sizeBytes: this.sizeBytes });
      try {
        await incoming.write(this.prefix);
        for await (const chunk of this.spool.read()) await incoming.write(chunk);
        const prepared = await prepare(this.mail, this.envelope, mailbox, incoming);
        if (prepared.kind === 'refused') await incoming.discard();
        return prepared;
      } catch (error) {
        await incoming.discard();
        throw error;
      }
    } catch (error) {
      return this.outcomeOf(error, mailbox.guid);
    }
  }

  private async fileOne(prepared: Prepared): Promise<DeliveryOutcome> {
    try {
      return await file(prepared);
    } catch (error) {
      return this.outcomeOf(error, prepared.placement.mailbox.guid);
    } finally {
      await prepared.incoming.discard();
    }
  }

  private outcomeOf(error: unknown, mailbox: string): DeliveryRefusal | typeof tryAgain {
    const refusal = refusalFrom(error);
    if (refusal === null) this.log.error('delivery-failed', error, { mailbox });
    return refusal ?? tryAgain;
  }
}
