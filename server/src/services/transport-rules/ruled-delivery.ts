import { MessageScanner, type MessageStructure } from '@relais/mime';
import type { TransportRules } from '../../domain/configuration/transport-rules.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import { directionOf } from '../../domain/queue/message-direction.ts';
import { MessageFacts } from '../../domain/queue/message-facts.ts';
import type { TrackingLog } from '../../domain/queue/tracking-log.ts';
import type { Log } from '../../platform/log/log.ts';
import type { WatchedPatterns } from '../../platform/patterns/watched-patterns.ts';
import { MessageView } from '../delivery/automation/message-view.ts';
import { recipientsOf } from '../delivery/branch-envelopes.ts';
import type { Delivery, DeliveryInProgress, DeliveryOutcome, Envelope } from '../delivery/delivery.ts';
import { expandedEnvelope, expansionOf, outcomesOfNamed } from '../delivery/expanded-envelope.ts';
import { delivered } from '../delivery/outcomes.ts';
import { MessageSpool } from '../delivery/message-spool.ts';
import { type Judgement, judgeMessage } from './judge-message.ts';
import { MessageContents } from './message-contents.ts';
import { type Parting, partingOf } from './parting.ts';

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

type Begin = (ruled: Pick<Envelope, 'ruled' | 'branches'>) => Promise<DeliveryInProgress>;

/** Delivery under the organisation's transport rules. */
export function ruledDelivery(parts: Parts): Delivery {
  const { delivery, rules } = parts;
  return {
    ...delivery,
    begin(envelope, prefix, options) {
      if (!rules.inOrder().some(({ enabled }) => enabled)) return delivery.begin(envelope, prefix, options);
      const expansion = expansionOf(parts.directory, envelope);
      const numbered = {
        ...envelope,
        number: envelope.number ?? delivery.nextNumber(),
        ...(expansion === undefined ? {} : { expansion }),
      };
      return Promise.resolve(
        new RuledMessage(parts, numbered, (ruled) => delivery.begin({ ...numbered, ...ruled }, prefix, options)),
      );
    },
  };
}

class RuledMessage implements DeliveryInProgress {
  readonly #parts: Parts;
  readonly #envelope: Envelope;
  /** With members in place of groups. */
  readonly #expanded: Envelope;
  readonly #begin: Begin;
  readonly #facts = new MessageFacts({ headerOnly: true });
  #gathered: Buffer | null = Buffer.alloc(0);
  #header = '';
  /** Of a message that only its whole can be judged by. */
  #whole: { readonly spool: MessageSpool; readonly scanner: MessageScanner } | null = null;
  #inner: DeliveryInProgress | null = null;
  #judgements: readonly Judgement[] = [];
  #parting: Parting | null = null;
  sizeBytes = 0;

  constructor(parts: Parts, envelope: Envelope, begin: Begin) {
    this.#parts = parts;
    this.#envelope = envelope;
    const { expansion } = envelope;
    this.#expanded = expansion === undefined ? envelope : expandedEnvelope(envelope, expansion);
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
    for (const judgement of this.#judgements) if (judgement.held.length > 0) this.#track(judgement);
    if (this.#inner !== null) return this.#inner.deliver();
    const outcomes = recipientsOf(this.#expanded).map((_, place) => this.#outcomeAt(place));
    const { expansion } = this.#envelope;
    return expansion === undefined ? outcomes : outcomesOfNamed(expansion, outcomes);
  }

  /** Where nothing is delivered to anybody. */
  #outcomeAt(place: number): DeliveryOutcome {
    if (this.#parting?.kind === 'nobody-left')
      return { kind: 'failed', text: 'A rule sends this to somebody who is not there any more; try again later' };
    const judgement = this.#judgements.find(({ places }) => places.includes(place));
    if (judgement?.fate !== 'reject') return delivered;
    return { kind: 'refused', code: 'sender-not-allowed', text: judgement.text, status: judgement.status };
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
    const judgements = await this.#judgementsOf(null);
    if (judgements === null) {
      this.#whole = { spool: new MessageSpool(this.#parts.spoolDirectory), scanner: new MessageScanner() };
      return await this.#keep(gathered);
    }
    await this.#goOn(judgements);
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
    const judgements = await this.#judgementsOf(this.#contentsOf(scanner.finish(), spool));
    if (judgements !== null) await this.#goOn(judgements);
    const inner = this.#inner;
    if (inner !== null) for await (const chunk of spool.read()) await inner.write(chunk);
    this.#whole = null;
    await spool.close();
  }

  #contentsOf(structure: MessageStructure, spool: MessageSpool): MessageContents {
    return new MessageContents(new MessageView(structure, spool), () => new MessageSpool(this.#parts.spoolDirectory));
  }

  #judgementsOf(contents: MessageContents | null): Promise<readonly Judgement[] | null> {
    const enabled = this.#parts.rules.inOrder().filter((rule) => rule.enabled);
    return judgeMessage(this.#parts, enabled, { header: this.#header, envelope: this.#envelope, contents });
  }

  async #goOn(judgements: readonly Judgement[]): Promise<void> {
    this.#judgements = judgements;
    this.#parting = partingOf(this.#parts.directory, this.#expanded, judgements);
    if (this.#parting.kind === 'delivered') this.#inner = await this.#begin(this.#parting);
  }

  /** What rules did, or would have done, as Get-MessageTrackingLog -Source AGENT finds it. */
  #track({ places, fate, held, status, text }: Judgement): void {
    const { sender, outbound, authenticatedAs, number = null } = this.#envelope;
    const { clientHostname, isOurs } = this.#envelope;
    const { subject, internetMessageId } = this.#facts.facts();
    const names = held.map(({ name, isAudit }) => `${name}${isAudit ? ' (audit)' : ''}`).join(', ');
    const all = recipientsOf(this.#expanded);
    const addresses = places.flatMap((place) => all[place]?.address ?? []);
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
