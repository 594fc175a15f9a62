import { createHash } from 'node:crypto';
import { MessageScanner } from '@relais/mime';
import type { Mailbox } from '../../domain/directory/directory.ts';
import type { IncomingMessage, StagedMessage } from '../../domain/mail/account-store.ts';
import type { QueueIntake } from '../../domain/queue/outbound-queue.ts';
import { type JourneyContext, looksAtMessages } from './automation/journey-context.ts';
import { MessageView } from './automation/message-view.ts';
import { stageCopy } from './automation/outgoing-copy.ts';
import type { DeliveryInProgress, DeliveryOutcome, DeliveryRefusal, Envelope } from './delivery.ts';
import { afterFiling, file, refusalFrom, type Prepared } from './file-message.ts';
import type { MessageSpool } from './message-spool.ts';
import { delivered, notStored, tryAgain } from './outcomes.ts';
import type { PartialDeliveries } from './partial-deliveries.ts';
import { placeMessage } from './place-message.ts';
import { returnPath } from './return-path.ts';

/** What staged copies may hold in memory at once. */
const stagingBytes = 32 * 1024 * 1024;

/**
 * A message for several mailboxes, or for one that looks at it (rules, forwarding, automatic replies): written once, then
 * into each store, stores in parallel.
 */
export class SharedDelivery implements DeliveryInProgress {
  private readonly context: JourneyContext;
  private readonly envelope: Envelope;
  /** Received fields; above them the mailbox gets the Return-Path. */
  private readonly trace: Uint8Array;
  private readonly prefix: Uint8Array;
  private readonly spool: MessageSpool;
  private readonly partial: PartialDeliveries;
  private readonly digest = createHash('sha256');
  private scanner: MessageScanner | null;
  private message: MessageView | null = null;

  constructor(parts: {
    context: JourneyContext;
    envelope: Envelope;
    trace: Uint8Array;
    spool: MessageSpool;
    partial: PartialDeliveries;
  }) {
    this.context = parts.context;
    this.envelope = parts.envelope;
    this.trace = parts.trace;
    this.prefix = Buffer.concat([returnPath(parts.envelope.sender), parts.trace]);
    this.spool = parts.spool;
    this.partial = parts.partial;
    this.digest.update(`${parts.envelope.sender}\0`);
    const isRead = parts.envelope.recipients.some(({ mailbox }) => looksAtMessages(parts.context, mailbox));
    this.scanner = isRead ? new MessageScanner() : null;
  }

  get sizeBytes(): number {
    return this.prefix.length + this.spool.sizeBytes;
  }

  write(chunk: Uint8Array): Promise<void> {
    this.digest.update(chunk);
    this.scanner?.push(chunk);
    return this.spool.write(chunk);
  }

  async deliver(): Promise<readonly DeliveryOutcome[]> {
    const message = this.digest.digest('base64');
    if (this.scanner !== null) this.message = new MessageView(this.scanner.finish(), this.spool);
    this.scanner = null;
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
        if (one.kind === 'prepared') await one.incoming?.discard();
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
      const { context, envelope, message } = this;
      const store = await context.mail.account(mailbox.guid);
      const seen = looksAtMessages(context, mailbox) ? message : null;
      const placement = await placeMessage(context, envelope, mailbox, this.sizeBytes, async () => store, {
        message: seen,
      });
      if ('kind' in placement) return placement;
      // Nothing read the message, so nothing of it has left: it stays.
      if (seen === null) placement.keep = true;
      if (!placement.keep) return { kind: 'prepared', store, incoming: null, staged: null, placement };
      const incoming = await store.beginMessage({ sizeBytes: this.sizeBytes });
      try {
        return {
          kind: 'prepared',
          store,
          incoming,
          staged: await this.stage(incoming, placement.headerLines),
          placement,
        };
      } catch (error) {
        await incoming.discard();
        throw error;
      }
    } catch (error) {
      return this.outcomeOf(error, mailbox.guid);
    }
  }

  private async stage(incoming: IncomingMessage, headerLines: readonly string[]): Promise<StagedMessage> {
    await incoming.write(this.prefix);
    if (headerLines.length > 0) await incoming.write(Buffer.from(headerLines.join('')));
    for await (const chunk of this.spool.read()) await incoming.write(chunk);
    return incoming.finish();
  }

  /** What leaves the mailbox stands in the queue before the message is filed, and may go once it is. */
  private async fileOne(prepared: Prepared): Promise<DeliveryOutcome> {
    const { mailbox } = prepared.placement;
    let leaving: readonly QueueIntake[] = [];
    try {
      leaving = await this.stageCopies(prepared);
      const outcome = await file(prepared);
      for (const intake of leaving) await intake.release();
      await afterFiling(prepared);
      return outcome;
    } catch (error) {
      return this.outcomeOf(error, mailbox.guid);
    } finally {
      for (const intake of leaving) await intake.discard();
      await prepared.incoming?.discard();
    }
  }

  private async stageCopies({ placement }: Prepared): Promise<readonly QueueIntake[]> {
    const { message, mailbox, outgoing, context } = placement;
    if (message === null) return [];
    const staged: QueueIntake[] = [];
    try {
      const { smtpUtf8 } = this.envelope;
      for (const copy of outgoing)
        staged.push(await stageCopy(context, copy, mailbox, message, { trace: this.trace, smtpUtf8 }));
      return staged;
    } catch (error) {
      for (const intake of staged) await intake.discard();
      throw error;
    }
  }

  private outcomeOf(error: unknown, mailbox: string): DeliveryRefusal | typeof tryAgain {
    const refusal = refusalFrom(error);
    if (refusal === null) this.context.log.error('delivery-failed', error, { mailbox });
    return refusal ?? tryAgain;
  }
}
