import { MessageScanner } from '@relais/mime';
import type { Mailbox } from '../../domain/directory/directory.ts';
import type { IncomingMessage, StagedMessage } from '../../domain/mail/account-store.ts';
import type { DeliveryAttempt } from '../../domain/queue/delivery-attempts.ts';
import type { QueueIntake } from '../../domain/queue/outbound-queue.ts';
import { type JourneyContext, looksAtMessages } from './automation/journey-context.ts';
import { MessageView } from './automation/message-view.ts';
import { nameOfCopy, stageCopy } from './automation/outgoing-copy.ts';
import type { DeliveryInProgress, DeliveryOutcome, DeliveryRefusal, Envelope } from './delivery.ts';
import { afterFiling, file, type Filed, refusalFrom, type Prepared } from './file-message.ts';
import type { MessageSpool } from './message-spool.ts';
import { MessageDigest } from './message-digest.ts';
import { delivered, failureOf, notStored, tryAgain } from './outcomes.ts';
import type { PartialDeliveries } from './partial-deliveries.ts';
import { placeMessage } from './place-message.ts';
import type { Placement } from './steps/delivery-step.ts';
import { mayBeReport } from './reports/take-report.ts';
import { belowTrace } from './same-message.ts';
import { originalRecipient, returnPath } from './return-path.ts';

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
  private readonly digest: MessageDigest;
  private attempt: DeliveryAttempt | null = null;
  private scanner: MessageScanner | null;
  private message: MessageView | null = null;
  private asItCame: Promise<string | null> | null = null;

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
    this.digest = new MessageDigest(parts.envelope.sender, parts.envelope.recipients);
    const isRead =
      mayBeReport(parts) || parts.envelope.recipients.some(({ mailbox }) => looksAtMessages(parts.context, mailbox));
    this.scanner = isRead ? new MessageScanner() : null;
  }

  get sizeBytes(): number {
    return this.prefix.length + this.spool.sizeBytes;
  }

  write(chunk: Uint8Array): Promise<void> {
    this.digest.add(chunk);
    this.scanner?.push(chunk);
    return this.spool.write(chunk);
  }

  async deliver(attempt?: DeliveryAttempt): Promise<readonly DeliveryOutcome[]> {
    const message = this.digest.value();
    this.attempt = attempt ?? this.attemptBefore(message);
    if (this.scanner !== null) this.message = new MessageView(this.scanner.finish(), this.spool);
    this.scanner = null;
    const outcomes = new Map<string, DeliveryOutcome>(
      [...this.partial.delivered(message, this.digest.sameWithinMs)].map((guid) => [guid, delivered]),
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
    if (have.length === mailboxes.length) {
      this.partial.forget(message);
      // Whoever gave it knows himself when all is done.
      if (attempt === undefined) await this.forgetAttempt();
    } else if (have.length > 0)
      this.partial.remember(
        message,
        have.map(({ guid }) => guid),
        this.digest.sameWithinMs,
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
      const ready = prepared.filter((one) => one.kind === 'prepared');
      const filed = await this.fileAll(ready);
      for (const [index, one] of prepared.entries())
        outcomes.set(
          mailboxes[index]?.guid ?? '',
          one.kind === 'prepared' ? (filed[ready.indexOf(one)] ?? tryAgain) : one,
        );
      return true;
    }
    if (!prepared.every((one): one is Prepared => one.kind === 'prepared')) {
      for (const [index, one] of prepared.entries()) {
        if (one.kind === 'prepared') await this.discardPrepared(one);
        outcomes.set(mailboxes[index]?.guid ?? '', one.kind === 'prepared' ? notStored : one);
      }
      return false;
    }
    const filed = await this.fileAll(prepared);
    for (const [index, outcome] of filed.entries()) outcomes.set(mailboxes[index]?.guid ?? '', outcome);
    return filed.every(({ kind }) => kind === 'delivered');
  }

  private async prepareOne(mailbox: Mailbox): Promise<Prepared | DeliveryRefusal | typeof tryAgain> {
    try {
      const { context, envelope, message } = this;
      const store = await context.mail.account(mailbox.guid);
      const seen = mayBeReport({ context, envelope }) || looksAtMessages(context, mailbox) ? message : null;
      const placement = await placeMessage(context, envelope, mailbox, this.sizeBytes, async () => store, {
        message: seen,
      });
      if ('kind' in placement) return placement;
      // Nothing read the message, so nothing of it has left: it stays.
      if (seen === null) placement.keep = true;
      const leaving = await this.stageCopies(placement);
      const incoming = placement.keep ? await store.beginMessage({ sizeBytes: this.sizeBytes }) : null;
      try {
        const staged = incoming === null ? null : await this.stage(incoming, placement);
        return { kind: 'prepared', store, incoming, staged, leaving, placement, belowTrace: this.asFiled(placement) };
      } catch (error) {
        await incoming?.discard();
        await this.discardCopies(leaving);
        throw error;
      }
    } catch (error) {
      return this.outcomeOf(error, mailbox.guid);
    }
  }

  private async stage(incoming: IncomingMessage, { mailbox, headerLines }: Placement): Promise<StagedMessage> {
    await incoming.write(this.prefixFor(mailbox));
    if (headerLines.length > 0) await incoming.write(Buffer.from(headerLines.join('')));
    for await (const chunk of this.spool.read()) await incoming.write(chunk);
    return incoming.finish();
  }

  private prefixFor({ guid }: Mailbox): Uint8Array {
    const named = this.envelope.recipients.find(({ mailbox }) => mailbox.guid === guid);
    if (named?.originalRecipient == null) return this.prefix;
    return Buffer.concat([returnPath(this.envelope.sender), originalRecipient(named.originalRecipient), this.trace]);
  }

  /**
   * Copies go once all mailboxes have the message: until then the queue knows of an attempt that breaks off. When it does,
   * theirs is to be tried again, too.
   */
  private async fileAll(all: readonly Prepared[]): Promise<readonly DeliveryOutcome[]> {
    const filed = await Promise.all(all.map((one) => this.guarded(one, () => file(one, this.attempt?.key ?? null))));
    const mayGo = this.envelope.eachAlone === true || filed.every(({ outcome }) => outcome.kind === 'delivered');
    return await Promise.all(
      all.map(async (one, index) => {
        const { outcome, emailId } = filed[index] ?? { outcome: tryAgain, emailId: null };
        try {
          if (outcome.kind !== 'delivered') return outcome;
          if (!mayGo && one.leaving.length > 0) return tryAgain;
          const left = await this.guarded(one, async () => {
            // Also of a second copy: with the first one they may not have left.
            for (const intake of one.leaving) await intake.release();
            if (outcome.isSecondCopy !== true) await afterFiling(one, emailId);
            return { outcome, emailId };
          });
          return left.outcome;
        } finally {
          await this.discardPrepared(one);
        }
      }),
    );
  }

  private async guarded(one: Prepared, work: () => Promise<Filed>): Promise<Filed> {
    try {
      return await work();
    } catch (error) {
      return { outcome: this.outcomeOf(error, one.placement.mailbox.guid), emailId: null };
    }
  }

  /**
   * What leaves the mailbox stands in the queue before any mailbox has the message (`fileAll` lets it go). So an attempt that
   * breaks off is known, and whoever hands the message over again gives nobody a second copy.
   */
  private async stageCopies(placement: Placement): Promise<readonly QueueIntake[]> {
    const { message, mailbox, outgoing, context, envelope } = placement;
    if (message === null || outgoing.length === 0) return [];
    if (context.outbound === null) throw new Error('there is no queue for copies');
    const { attempts } = context.outbound.queue;
    const attempt = (this.attempt ??= attempts.attemptAt(this.digest.value(), this.digest.sameWithinMs));
    // What looks forged never stands for the true one.
    const isSuspect = envelope.isSuspect === true;
    const digest = isSuspect ? null : await (this.asItCame ??= belowTrace(this.spool.read()));
    const staged: QueueIntake[] = [];
    try {
      const { smtpUtf8 } = envelope;
      const options = { trace: this.trace, smtpUtf8, attempt, isOurs: isOurs(envelope), isSuspect };
      for (const [number, copy] of outgoing.entries()) {
        const part = `${mailbox.guid} ${number}`;
        const onceAnHour = nameOfCopy(copy, mailbox, digest);
        if (onceAnHour !== null && (await attempts.leftLately(onceAnHour))) continue;
        staged.push(await stageCopy(context, copy, mailbox, message, { ...options, part, onceAnHour }));
      }
      return staged;
    } catch (error) {
      await this.discardCopies(staged);
      throw error;
    }
  }

  /** What the mailbox's rules write above it is of the message as it is filed. */
  private asFiled({ headerLines }: Placement): () => Promise<string | null> {
    if (headerLines.length === 0) return () => (this.asItCame ??= belowTrace(this.spool.read()));
    const { spool } = this;
    return () =>
      belowTrace(
        (async function* () {
          yield Buffer.from(headerLines.join(''));
          yield* spool.read();
        })(),
      );
  }

  private async discardPrepared({ incoming, leaving }: Prepared): Promise<void> {
    await this.discardCopies(leaving);
    await incoming?.discard();
  }

  /** What cannot be removed now is at the next start. */
  private async discardCopies(copies: readonly QueueIntake[]): Promise<void> {
    for (const intake of copies)
      await intake.discard().catch((cause: unknown) => this.context.log.error('queue-not-cleared', cause));
  }

  /** What the queue itself tries again to bring, or what somebody hands over again after an attempt that broke off. */
  private attemptBefore(digest: string): DeliveryAttempt | null {
    const { fromQueue } = this.envelope;
    if (fromQueue !== undefined) return { key: fromQueue.key, digest: null };
    return this.context.outbound?.queue.attempts.brokenOff(digest, this.digest.sameWithinMs) ?? null;
  }

  /** It is done whether or not this gets through. */
  private async forgetAttempt(): Promise<void> {
    const { attempt, context } = this;
    if (attempt === null) return;
    await context.outbound?.queue.attempts
      .forget(attempt)
      .catch((cause: unknown) => context.log.error('attempt-not-forgotten', cause));
  }

  private outcomeOf(error: unknown, mailbox: string): DeliveryRefusal | typeof tryAgain {
    const refusal = refusalFrom(error);
    if (refusal === null) this.context.log.error('delivery-failed', error, { mailbox });
    return refusal ?? failureOf(error);
  }
}

function isOurs({ authenticatedAs, outbound, isOurs: isSaid }: Envelope): boolean {
  return authenticatedAs !== null || outbound?.isRelay === true || isSaid === true;
}
