import { randomUUID } from 'node:crypto';
import { LineEndCheck, type LineEndFault, type Reply } from '@relais/smtp-codec';
import { formatDate } from '@relais/mime';
import type { ReceiveConnector } from '../../domain/configuration/receive-connectors.ts';
import type { Mailbox } from '../../domain/directory/directory.ts';
import { MailError } from '../../domain/mail/mail-error.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Log } from '../../platform/log/log.ts';
import type { Delivery, DeliveryInProgress, DeliveryOutcome, Envelope } from '../../services/delivery/delivery.ts';
import { type Client, largestMessage, may } from './connector-permissions.ts';
import { HeaderCollector } from './header-collector.ts';
import { headerFirewall } from './header-firewall.ts';
import { type MessageHeader, readMessageHeader, withoutCuts } from './message-header.ts';
import { type ReceivedFacts, receivedField } from './received-field.ts';
import { deliveryRefusal, lineEndFault, mailErrorReply, replies } from './replies.ts';
import { judgeHeader } from './sender-permission.ts';

export interface IntakeParts {
  readonly connector: ReceiveConnector;
  /** What the organization and the people concerned allow. */
  readonly mostBytes: number;
  readonly serverName: string;
  readonly envelope: Envelope;
  readonly user: Mailbox | null;
  readonly client: Client;
  readonly received: Omit<ReceivedFacts, 'id' | 'recipient' | 'time'>;
  /** As `ownResults` has it. */
  readonly isOwnResults: (name: string) => boolean;
  readonly delivery: Delivery;
  readonly clock: Clock;
  readonly log: Log;
}

// What the final delivery writes itself (RFC 5321 §4.4), what a user's copy list must not tell (RFC 5322 §3.6.3), and what
// only servers say about a sender (RFC 8601 §5): nothing of ours would stand above a user's own.
const cutAlways: ReadonlySet<string> = new Set(['return-path']);
const cutFromUsers: ReadonlySet<string> = new Set(['return-path', 'bcc', 'authentication-results']);

const lineEnd = Buffer.from('\r\n');

/**
 * The content of one message on its way in: header checked, trace added, handed to delivery as it comes. Once it is
 * refused, what follows is dropped and `finish` gives the refusal.
 */
export class ContentIntake {
  refusal: Reply | null = null;
  private readonly parts: IntakeParts;
  private readonly mostBytes: number;
  private readonly id = randomUUID();
  private collector: HeaderCollector | null = new HeaderCollector();
  private delivery: DeliveryInProgress | null = null;
  private messageId = '';
  /** From when its delivery begins. */
  private number = 0;
  private sizeBytes = 0;
  private readonly lineEnds = new LineEndCheck();

  constructor(parts: IntakeParts) {
    this.parts = parts;
    this.mostBytes = Math.min(largestMessage(parts.connector, parts.client), parts.mostBytes);
  }

  async write(piece: Uint8Array): Promise<void> {
    this.sizeBytes += piece.length;
    if (this.refusal !== null) return;
    if (this.sizeBytes > this.mostBytes) return this.refuse(replies.tooLarge);
    try {
      if (this.collector === null) await this.delivery?.write(piece);
      else await this.collect(this.collector, piece);
    } catch (error) {
      await this.refuse(this.replyTo(error));
    }
  }

  /** Content that no decoder has looked at (BDAT): its line ends are checked. */
  async writeChecked(piece: Uint8Array): Promise<void> {
    // Binary parts may hold anything; the others are looked at when the parts are known.
    if (this.parts.envelope.isBinary !== true) this.lineEnds.feed(piece);
    if (this.lineEnds.fault === null) await this.write(piece);
  }

  get lineFault(): LineEndFault | null {
    return this.lineEnds.fault;
  }

  /** The content is complete: the fault of its line ends. */
  endLineCheck(): LineEndFault | null {
    this.lineEnds.finish();
    return this.lineEnds.fault;
  }

  /** The message is complete: the reply to it. A fault of its line ends refuses it whatever it is. */
  async finish(fault: LineEndFault | null): Promise<Reply> {
    const end = await this.conclude(fault);
    return 'code' in end ? end : this.replyFor(end);
  }

  /** The same with a reply for each of `addresses`, which the envelope holds (RFC 2033 §4.2). */
  async finishEach(fault: LineEndFault | null, addresses: readonly string[]): Promise<readonly Reply[]> {
    const end = await this.conclude(fault);
    const { recipients, outbound } = this.parts.envelope;
    const places = [...recipients, ...(outbound?.recipients ?? [])].map(({ address }) => address);
    return addresses.map((address) => {
      if ('code' in end) return end;
      const outcome = end[places.indexOf(address)];
      return this.replyFor(outcome === undefined ? end : [outcome]);
    });
  }

  private async conclude(fault: LineEndFault | null): Promise<Reply | readonly DeliveryOutcome[]> {
    try {
      if (fault !== null) await this.refuse(lineEndFault(fault));
      // Without a blank line all of it is header. A user's gets one (RFC 6409 §8): Exim takes the signature of a message
      // that ends in its header for wrong.
      if (this.refusal === null && this.collector !== null) {
        const { gathered } = this.collector;
        const endsLine = gathered.length === 0 || gathered.subarray(-2).equals(lineEnd);
        const wantsEnd = this.parts.user !== null && endsLine;
        await this.begin(wantsEnd ? Buffer.concat([gathered, lineEnd]) : gathered, gathered.length);
      }
      if (this.refusal !== null) return this.refusal;
      return (await this.delivery?.deliver()) ?? [];
    } catch (error) {
      await this.refuse(this.replyTo(error));
      return this.refusal ?? replies.temporary;
    } finally {
      await this.discard();
    }
  }

  async refuse(reply: Reply): Promise<void> {
    this.refusal ??= reply;
    await this.discard();
  }

  /** Forgets what has come; safe at any time. */
  async discard(): Promise<void> {
    const { delivery } = this;
    this.delivery = null;
    this.collector = null;
    await delivery?.discard();
  }

  private async collect(collector: HeaderCollector, piece: Uint8Array): Promise<void> {
    const length = collector.add(piece);
    const { bytes: most } = this.parts.connector.MaxHeaderSize;
    if ((length ?? collector.gathered.length) > most) return this.refuse(replies.headerTooLarge);
    if (length !== null) await this.begin(collector.gathered, length);
  }

  /** `gathered` begins with the header, `length` bytes of it, and goes on with what came of the body. */
  private async begin(gathered: Uint8Array, length: number): Promise<void> {
    this.collector = null;
    const { connector, client, user, delivery, envelope } = this.parts;
    const cut = user === null ? cutAlways : cutFromUsers;
    const isForbidden = headerFirewall(connector, client);
    const header = readMessageHeader(gathered.subarray(0, length), {
      fqdn: connector.Fqdn.toLowerCase(),
      cut: (name) => cut.has(name) || isForbidden(name),
      isOwnResults: this.parts.isOwnResults,
    });
    const { MaxHopCount, MaxLocalHopCount } = connector;
    // RFC 5321 §6.3
    if (header.received > MaxHopCount || (MaxLocalHopCount > 0 && header.receivedHere > MaxLocalHopCount))
      return this.refuse(replies.loop);
    const isFree = user === null || may(connector, 'user', 'ms-Exch-SMTP-Accept-Any-Sender');
    const judged = isFree ? 'allowed' : judgeHeader(delivery, user, header);
    if (judged === 'forbidden') return this.refuse(replies.notYourAddress);
    this.messageId = header.messageId ?? `<${this.id}@${connector.Fqdn}>`;
    const prefix = Buffer.from(
      this.trace() + (user === null ? '' : this.missingFields(header, judged === 'needs-sender')),
    );
    this.number = delivery.nextNumber();
    this.delivery = await delivery.begin({ ...envelope, number: this.number }, prefix, {
      maxBytes: this.mostBytes + prefix.length,
    });
    for (const piece of withoutCuts(gathered, header.cuts)) await this.delivery.write(piece);
  }

  private trace(): string {
    const { recipients, outbound } = this.parts.envelope;
    const [only, ...others] = [...recipients, ...(outbound?.recipients ?? [])];
    return receivedField({
      ...this.parts.received,
      id: this.id,
      recipient: only !== undefined && others.length === 0 ? only.address : null,
      time: this.parts.clock.now(),
    });
  }

  /** RFC 6409 §8: a submission server adds Date and Message-ID. */
  private missingFields({ hasDate, messageId, from }: MessageHeader, needsSender: boolean): string {
    const { user, clock } = this.parts;
    const date = hasDate ? '' : `Date: ${formatDate(new Date(clock.now()))}\r\n`;
    const id = messageId === null ? `Message-ID: ${this.messageId}\r\n` : '';
    const sender = needsSender && user !== null ? `Sender: <${user.emailAddresses[0]}>\r\n` : '';
    return `${date}${id}${sender}${from.length === 0 && user !== null ? `From: <${user.emailAddresses[0]}>\r\n` : ''}`;
  }

  private replyFor(outcomes: readonly DeliveryOutcome[]): Reply {
    const refused = outcomes.find((outcome) => outcome.kind === 'refused');
    if (refused !== undefined) return deliveryRefusal(refused);
    // RFC 5321 §4.2.3
    if (outcomes.some((outcome) => outcome.kind === 'failed' && outcome.isStorageFull))
      return replies.insufficientStorage;
    if (outcomes.length === 0 || outcomes.some(({ kind }) => kind === 'failed')) return replies.temporary;
    return {
      code: 250,
      enhanced: '2.6.0',
      text: `${this.messageId.slice(0, 300)} [InternalId=${this.number}, Hostname=${this.parts.connector.Fqdn}] Queued mail for delivery`,
    };
  }

  private replyTo(error: unknown): Reply {
    if (error instanceof MailError) return mailErrorReply(error);
    this.parts.log.error('message-intake-failed', error);
    return replies.temporary;
  }
}
