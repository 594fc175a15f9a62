import { MessageScanner } from '@relais/mime';
import type { TransportRules } from '../../domain/configuration/transport-rules.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import { directionOf } from '../../domain/queue/message-direction.ts';
import { MessageFacts } from '../../domain/queue/message-facts.ts';
import type { TrackingLog } from '../../domain/queue/tracking-log.ts';
import type { Log } from '../../platform/log/log.ts';
import type { WatchedPatterns } from '../../platform/patterns/watched-patterns.ts';
import { MessageView } from '../delivery/automation/message-view.ts';
import type { Delivery, DeliveryInProgress, DeliveryOutcome, Envelope, RuledChanges } from '../delivery/delivery.ts';
import { MessageSpool } from '../delivery/message-spool.ts';
import { type Judgement, judgeMessage } from './judge-message.ts';
import { MessageContents } from './message-contents.ts';

/** A longer header is judged by its beginning. */
const mostHeaderBytes = 512 * 1024;

interface Parts {
  readonly delivery: Delivery;
  readonly rules: Pick<TransportRules, 'inOrder'>;
  readonly directory: Directory;
  readonly tracking: Pick<TrackingLog, 'record'>;
  readonly patterns: Pick<WatchedPatterns, 'find'>;
  /** For messages that are judged as a whole. */
  readonly spoolDirectory: string;
  readonly log: Log;
}

/** With those who are named in it by their addresses. */
type Begin = (judgement: Judgement, ruled: RuledChanges) => Promise<DeliveryInProgress>;

/** Delivery under the organisation's transport rules. */
export function ruledDelivery(parts: Parts): Delivery {
  const { delivery, rules } = parts;
  return {
    ...delivery,
    begin(envelope, prefix, options) {
      if (!rules.inOrder().some(({ enabled }) => enabled)) return delivery.begin(envelope, prefix, options);
      const numbered = { ...envelope, number: envelope.number ?? delivery.nextNumber() };
      const message = new RuledMessage(parts, numbered, (judgement, ruled) =>
        delivery.begin(
          { ...numbered, ...(judgement.isJunk ? { isSuspect: true } : {}), ruled },
          Buffer.concat([Buffer.from(judgement.headerLines.join('')), prefix]),
          options,
        ),
      );
      return Promise.resolve(message);
    },
  };
}

/** What rules name as they name it: those who are gone since have none. */
function addressesOf(directory: Directory, named: readonly string[]): readonly string[] {
  return named.flatMap((one) => {
    if (one.includes('@')) return [one];
    const found = directory.findRecipient(one);
    return (found?.kind === 'contact' ? found.externalEmailAddress : found?.emailAddresses[0]) ?? [];
  });
}

class RuledMessage implements DeliveryInProgress {
  readonly #parts: Parts;
  readonly #envelope: Envelope;
  readonly #begin: Begin;
  readonly #facts = new MessageFacts({ headerOnly: true });
  #gathered: Buffer | null = Buffer.alloc(0);
  #header = '';
  /** Of a message that only its whole can be judged by. */
  #whole: { readonly spool: MessageSpool; readonly scanner: MessageScanner } | null = null;
  #inner: DeliveryInProgress | null = null;
  #judgement: Judgement | null = null;
  sizeBytes = 0;

  constructor(parts: Parts, envelope: Envelope, begin: Begin) {
    this.#parts = parts;
    this.#envelope = envelope;
    this.#begin = begin;
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.sizeBytes += chunk.length;
    this.#facts.add(chunk);
    if (this.#whole !== null) return this.#keep(chunk);
    if (this.#gathered === null) return this.#inner?.write(chunk);
    const from = Math.max(0, this.#gathered.length - 3);
    this.#gathered = Buffer.concat([this.#gathered, chunk]);
    const end = this.#gathered.indexOf('\r\n\r\n', from);
    if (end !== -1 || this.#gathered.length > mostHeaderBytes) await this.#judge(end);
  }

  async deliver(): Promise<readonly DeliveryOutcome[]> {
    if (this.#gathered !== null) await this.#judge(-1);
    if (this.#whole !== null) await this.#judgeWhole(this.#whole);
    const judgement = this.#judgement;
    if (judgement !== null && judgement.held.length > 0) this.#track(judgement);
    if (this.#inner !== null) return this.#inner.deliver();
    const count = this.#envelope.recipients.length + (this.#envelope.outbound?.recipients.length ?? 0);
    const outcome: DeliveryOutcome =
      judgement?.fate === 'delete'
        ? { kind: 'delivered' }
        : judgement?.fate === 'pass'
          ? { kind: 'failed', text: 'A rule sends this to somebody who is not there any more; try again later' }
          : {
              kind: 'refused',
              code: 'sender-not-allowed',
              text: judgement?.text ?? '',
              status: judgement?.status ?? '5.7.1',
            };
    return Array.from({ length: count }, () => outcome);
  }

  async discard(): Promise<void> {
    this.#gathered = null;
    await this.#whole?.spool.close();
    await this.#inner?.discard();
  }

  async #judge(headerEnd: number): Promise<void> {
    const gathered = this.#gathered ?? Buffer.alloc(0);
    this.#gathered = null;
    this.#header = gathered.toString('latin1', 0, headerEnd === -1 ? gathered.length : headerEnd);
    const judgement = await this.#judgementOf(null);
    if (judgement === null) {
      this.#whole = { spool: new MessageSpool(this.#parts.spoolDirectory), scanner: new MessageScanner() };
      return await this.#keep(gathered);
    }
    await this.#goOn(judgement);
    await this.#inner?.write(gathered);
  }

  #keep(chunk: Uint8Array): Promise<void> | undefined {
    this.#whole?.scanner.push(chunk);
    return this.#whole?.spool.write(chunk);
  }

  async #judgeWhole({
    spool,
    scanner,
  }: {
    readonly spool: MessageSpool;
    readonly scanner: MessageScanner;
  }): Promise<void> {
    const judgement = await this.#judgementOf(new MessageContents(new MessageView(scanner.finish(), spool)));
    if (judgement !== null) await this.#goOn(judgement);
    const inner = this.#inner;
    if (inner !== null) for await (const chunk of spool.read()) await inner.write(chunk);
    this.#whole = null;
    await spool.close();
  }

  #judgementOf(contents: MessageContents | null): Promise<Judgement | null> {
    const enabled = this.#parts.rules.inOrder().filter((rule) => rule.enabled);
    return judgeMessage(this.#parts, enabled, { header: this.#header, envelope: this.#envelope, contents });
  }

  async #goOn(judgement: Judgement): Promise<void> {
    this.#judgement = judgement;
    if (judgement.fate !== 'pass') return;
    const { directory } = this.#parts;
    const { changes } = judgement;
    const ruled = {
      ...changes,
      blindCopyTo: addressesOf(directory, changes.blindCopyTo),
      redirectTo: changes.redirectTo === null ? null : addressesOf(directory, changes.redirectTo),
    };
    if (ruled.redirectTo?.length === 0) return;
    this.#inner = await this.#begin(judgement, ruled);
  }

  /** What rules did, or would have done, as Get-MessageTrackingLog -Source AGENT finds it. */
  #track({ fate, held, status, text }: Judgement): void {
    const { sender, recipients, outbound, authenticatedAs, number = null } = this.#envelope;
    const { clientHostname, isOurs } = this.#envelope;
    const { subject, internetMessageId } = this.#facts.facts();
    const names = held.map(({ name, isAudit }) => `${name}${isAudit ? ' (audit)' : ''}`).join(', ');
    const addresses = [...recipients, ...(outbound?.recipients ?? [])].map(({ address }) => address);
    const event = {
      eventId: fate === 'pass' ? ('RECEIVE' as const) : ('FAIL' as const),
      source: 'AGENT' as const,
      internalMessageId: number,
      messageId: internetMessageId,
      sender,
      recipients: addresses,
      recipientStatus: fate === 'reject' ? addresses.map(() => `550 ${status} ${text}`) : [],
      messageSubject: subject,
      totalBytes: this.sizeBytes,
      clientIp: outbound?.clientAddress ?? null,
      serverHostname: null,
      serverIp: null,
      connectorId: null,
      sourceContext: `Transport Rule Agent: ${fate}: ${names}`,
      returnPath: authenticatedAs?.emailAddresses[0] ?? (sender === '' ? '<>' : sender),
      directionality: directionOf({
        authenticatedAs: authenticatedAs?.emailAddresses[0] ?? null,
        isOurs: isOurs === true,
        isRelay: outbound?.isRelay === true,
        source: 'SMTP',
      }),
      ...(clientHostname === undefined ? {} : { clientHostname }),
    };
    this.#parts.tracking.record([event]).catch((cause: unknown) => this.#parts.log.error('tracking-failed', cause));
  }
}
