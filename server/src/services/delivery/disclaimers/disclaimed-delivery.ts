import { isAscii } from 'node:buffer';
import { createHash } from 'node:crypto';
import { MessageScanner, type MessageStructure } from '@relais/mime';
import type { DeliveryAttempt } from '../../../domain/queue/delivery-attempts.ts';
import type { DeliveryInProgress, DeliveryOutcome, Disclaimer } from '../delivery.ts';
import type { MessageSpool } from '../message-spool.ts';
import { type Edit, recoded } from '../recoded-parts.ts';
import { isReport } from './bodies-of.ts';
import { disclaimedParts } from './disclaimed-parts.ts';
import { wrappedMessage } from './wrapped-message.ts';

const refusalText = 'TRANSPORT.RULES.RejectMessage; A disclaimer that this message must have cannot be added to it';

type Work = { readonly kind: 'edited'; readonly edits: readonly Edit[] } | { readonly kind: 'wrapped' | 'refused' };

/**
 * A message that transport rules want to carry disclaimers: kept aside until its end, since its structure says where they go. Where they
 * cannot stand in it, what the rules say for that case is done.
 */
export class DisclaimedDelivery implements DeliveryInProgress {
  sizeBytes = 0;
  readonly #disclaimers: readonly Disclaimer[];
  readonly #recipients: number;
  readonly #spool: MessageSpool;
  readonly #begin: (moreBytes: number) => Promise<DeliveryInProgress>;
  readonly #refused: (text: string, header: Uint8Array, sizeBytes: number) => void;
  readonly #beginRefusal:
    | ((refusal: { readonly status: string; readonly text: string }) => Promise<DeliveryInProgress>)
    | null;
  readonly #scanner = new MessageScanner();
  /** Names the boundaries of what is wrapped: whoever hands a message over again hands over the same. */
  readonly #hash = createHash('sha256');
  #isEightBit = false;
  #inner: DeliveryInProgress | null = null;

  constructor(parts: {
    readonly disclaimers: readonly Disclaimer[];
    /** How many there are. */
    readonly recipients: number;
    readonly spool: MessageSpool;
    /** Told how much longer the message may have become. */
    readonly begin: (moreBytes: number) => Promise<DeliveryInProgress>;
    /** Told of a message that is not taken, with its header. */
    readonly refused: (text: string, header: Uint8Array, sizeBytes: number) => void;
    /** Where its sender cannot be told while he listens; `null`: he can. */
    readonly beginRefusal:
      | ((refusal: { readonly status: string; readonly text: string }) => Promise<DeliveryInProgress>)
      | null;
  }) {
    this.#disclaimers = parts.disclaimers;
    this.#recipients = parts.recipients;
    this.#spool = parts.spool;
    this.#begin = parts.begin;
    this.#refused = parts.refused;
    this.#beginRefusal = parts.beginRefusal;
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.sizeBytes += chunk.length;
    this.#scanner.push(chunk);
    this.#hash.update(chunk);
    this.#isEightBit ||= !isAscii(chunk);
    await this.#spool.write(chunk);
  }

  async deliver(attempt?: DeliveryAttempt): Promise<readonly DeliveryOutcome[]> {
    try {
      const structure = this.#scanner.finish();
      const work = await this.#workFor(structure);
      if (work.kind === 'refused') return await this.#refuse(structure, attempt);
      const inner = await this.#begin(this.#moreBytes(work));
      this.#inner = inner;
      for await (const chunk of this.#content(structure, work)) await inner.write(chunk);
      return await inner.deliver(attempt);
    } finally {
      await this.discard();
    }
  }

  async discard(): Promise<void> {
    await this.#spool.close();
    await this.#inner?.discard();
  }

  /** Where one cannot stand, none does: of those the strictest wish counts. */
  async #workFor(structure: MessageStructure): Promise<Work> {
    if (isReport(structure.root)) return { kind: 'edited', edits: [] };
    const edits = await disclaimedParts(structure, this.#read, this.#disclaimers);
    if (edits !== null) return { kind: 'edited', edits };
    if (this.#disclaimers.some(({ fallback }) => fallback === 'Reject')) return { kind: 'refused' };
    return this.#toWrap.length > 0 ? { kind: 'wrapped' } : { kind: 'edited', edits: [] };
  }

  get #toWrap(): readonly Disclaimer[] {
    return this.#disclaimers.filter(({ fallback }) => fallback === 'Wrap');
  }

  readonly #read = (start: number, end: number): AsyncIterable<Uint8Array> => this.#spool.range(start, end);

  #content(structure: MessageStructure, work: Work): AsyncIterable<Uint8Array> {
    if (work.kind === 'edited') return recoded(this.#spool.read(), work.edits);
    const boundary = `=_${this.#hash.digest('hex').slice(0, 40)}`;
    return wrappedMessage(structure, this.#read, this.#toWrap, { boundary, isEightBit: this.#isEightBit });
  }

  #moreBytes(work: Work): number {
    if (work.kind === 'edited')
      return work.edits.reduce(
        (sum, { start, end, text }) => sum + Math.max(0, (text?.length ?? 0) - (end - start)),
        0,
      );
    // In base64, as HTML and as text, under the header of the message once more.
    return this.#toWrap.reduce((sum, { html }) => sum + 8 * html.length, 512 * 1024);
  }

  async #refuse({ root }: MessageStructure, attempt?: DeliveryAttempt): Promise<readonly DeliveryOutcome[]> {
    const pieces: Uint8Array[] = [];
    for await (const piece of this.#read(0, root.bodyStart)) pieces.push(piece);
    this.#refused(`550 5.7.1 ${refusalText}`, Buffer.concat(pieces), this.sizeBytes);
    const status = '5.7.1';
    if (this.#beginRefusal !== null) {
      const inner = await this.#beginRefusal({ status, text: refusalText });
      this.#inner = inner;
      for await (const chunk of this.#spool.read()) await inner.write(chunk);
      return await inner.deliver(attempt);
    }
    const outcome = { kind: 'refused', code: 'sender-not-allowed', text: refusalText, status } as const;
    return Array.from({ length: this.#recipients }, () => outcome);
  }
}
