import type { TransportSettings } from '../../domain/configuration/transport-settings.ts';
import type { DeliveryAttempt } from '../../domain/queue/delivery-attempts.ts';
import type { TrackingLog } from '../../domain/queue/tracking-log.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Log } from '../../platform/log/log.ts';
import { recipientsOf } from '../delivery/branch-envelopes.ts';
import type { Delivery, DeliveryInProgress, DeliveryOutcome, Envelope } from '../delivery/delivery.ts';
import { MessageSpool } from '../delivery/message-spool.ts';
import { delivered } from '../delivery/outcomes.ts';
import { refusalEvent } from '../delivery/refusal-event.ts';
import { isInternalServer } from '../message-authentication/internal-server.ts';
import { askFilters, type FilterJudgement } from './ask-filters.ts';
import type { FilteredMail } from './content-filter.ts';
import { FilteredBody } from './filtered-body.ts';
import { FilteredHeader } from './filtered-header.ts';
import type { FilteredParts } from './milter-conversation.ts';

interface Parts {
  readonly delivery: Delivery;
  readonly settings: () => TransportSettings;
  readonly tracking: Pick<TrackingLog, 'record'>;
  /** This server's full name. */
  readonly server: string;
  readonly spoolDirectory: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Delivery of what content filters (milters) have nothing against. */
export function filteredDelivery(parts: Parts): Delivery {
  const { delivery, settings } = parts;
  return {
    ...delivery,
    begin(envelope, prefix, options) {
      if (!isFiltered(envelope, settings())) return delivery.begin(envelope, prefix, options);
      const numbered = { ...envelope, number: envelope.number ?? delivery.nextNumber() };
      return Promise.resolve(new FilteredMessage(parts, numbered, prefix, options.maxBytes));
    },
  };
}

/** What the queue brings has been looked at when it came in. */
function isFiltered({ fromQueue, origin, authenticatedAs, outbound }: Envelope, settings: TransportSettings): boolean {
  if (settings.ContentFilters.length === 0 || fromQueue !== undefined) return false;
  if (origin !== undefined) return !isInternalServer(origin.address, settings);
  return settings.ContentFilterScope === 'All' && (authenticatedAs !== null || outbound?.isRelay === true);
}

/** A message that is kept aside until its end, which is when filters are asked. */
class FilteredMessage implements DeliveryInProgress {
  sizeBytes = 0;
  readonly #parts: Parts;
  readonly #envelope: Envelope & { readonly number: number };
  readonly #prefix: Uint8Array;
  readonly #maxBytes: number;
  readonly #spool: MessageSpool;
  /** Until the header has ended. */
  #header: Buffer | null = Buffer.alloc(0);
  #headerBytes = 0;
  /** One character a byte, without the blank line. */
  #head = '';
  #body: FilteredBody | null = null;
  #inner: DeliveryInProgress | null = null;

  constructor(parts: Parts, envelope: Envelope & { readonly number: number }, prefix: Uint8Array, maxBytes: number) {
    this.#parts = parts;
    this.#envelope = envelope;
    this.#prefix = prefix;
    this.#maxBytes = maxBytes;
    this.#spool = new MessageSpool(parts.spoolDirectory);
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.sizeBytes += chunk.length;
    await this.#spool.write(chunk);
    if (this.#header === null) return;
    const from = Math.max(0, this.#header.length - 3);
    this.#header = Buffer.concat([this.#header, chunk]);
    // A message that begins with the blank line has no header.
    const isBare = this.#header[0] === 13 && this.#header[1] === 10;
    const end = isBare ? 0 : this.#header.indexOf('\r\n\r\n', from);
    if (end !== -1) this.#endHeader(isBare ? 0 : end + 2);
  }

  async deliver(attempt?: DeliveryAttempt): Promise<readonly DeliveryOutcome[]> {
    try {
      // Without a blank line all of it is header.
      if (this.#header !== null) this.#endHeader(this.#header.length);
      const header = new FilteredHeader(this.#head);
      const body = (this.#body = new FilteredBody(
        () => this.#originalBody(),
        () => new MessageSpool(this.#parts.spoolDirectory),
      ));
      const { clock, log } = this.#parts;
      const judgement = await askFilters({ settings: this.#parts.settings(), clock, log }, this.#mail(), {
        header,
        body,
      });
      return this.#ended(judgement) ?? (await this.#passOn(judgement, { header, body }, attempt));
    } finally {
      await this.#close();
    }
  }

  async discard(): Promise<void> {
    this.#header = null;
    await this.#close();
    await this.#inner?.discard();
  }

  async #close(): Promise<void> {
    await this.#spool.close();
    await this.#body?.close();
  }

  #endHeader(length: number): void {
    this.#head = this.#header?.toString('latin1', 0, length) ?? '';
    this.#headerBytes = length;
    this.#header = null;
  }

  #mail(): FilteredMail {
    const { origin, outbound, authenticatedAs, clientHostname, sender, number } = this.#envelope;
    return {
      clientAddress: origin?.address ?? outbound?.clientAddress ?? null,
      clientHostname: origin?.helo ?? clientHostname ?? null,
      server: origin?.server ?? this.#parts.server,
      sender,
      recipients: recipientsOf(this.#envelope).map(({ address }) => address),
      user: authenticatedAs?.userPrincipalName ?? null,
      number,
      sizeBytes: this.sizeBytes,
    };
  }

  /** What a message comes to that filters do not let through; `null`: they do. */
  #ended({ verdict, by }: FilterJudgement): readonly DeliveryOutcome[] | null {
    if (verdict.kind === 'accept' || verdict.kind === 'quarantine') return null;
    this.#parts.log.info('content-filter-refused', { by, verdict: verdict.kind, number: this.#envelope.number });
    this.#track(
      verdict.kind === 'discard' ? 'discarded' : `${verdict.status} ${verdict.text}`,
      `content filter ${by}: ${verdict.kind}`,
    );
    const outcome: DeliveryOutcome =
      verdict.kind === 'discard'
        ? delivered
        : {
            kind: 'refused',
            code: verdict.kind === 'reject' ? 'content-refused' : 'content-deferred',
            status: verdict.status,
            text: verdict.text,
          };
    return recipientsOf(this.#envelope).map(() => outcome);
  }

  /** Who sent it is judged by the message as it came, which signatures are about. */
  async #passOn(
    { verdict, by, isSpam }: FilterJudgement,
    { header, body }: FilteredParts,
    attempt: DeliveryAttempt | undefined,
  ): Promise<readonly DeliveryOutcome[]> {
    const isSuspect = isSpam || verdict.kind === 'quarantine';
    if (verdict.kind === 'quarantine')
      this.#parts.log.info('content-filter-quarantine', { by, reason: verdict.reason, number: this.#envelope.number });
    const isChanged = header.isChanged || body.isChanged;
    const written = isChanged ? Buffer.from(`${header}\r\n`, 'latin1') : null;
    const envelope = {
      ...this.#envelope,
      ...(isSuspect ? { isSuspect } : {}),
      ...(isChanged ? { asItCame: this.#asItCame(body) } : {}),
    };
    const bytes = (written?.length ?? 0) + (body.sizeBytes ?? this.sizeBytes - this.#headerBytes);
    this.#inner = await this.#parts.delivery.begin(envelope, this.#prefix, {
      maxBytes: this.#maxBytes + Math.max(0, bytes - this.sizeBytes),
    });
    if (written === null) for await (const chunk of this.#spool.read()) await this.#inner.write(chunk);
    else {
      await this.#inner.write(written);
      for await (const chunk of body.read()) await this.#inner.write(chunk);
    }
    return this.#inner.deliver(attempt);
  }

  #asItCame(body: FilteredBody): Envelope['asItCame'] & {} {
    const header = Buffer.from(`${this.#head}\r\n`, 'latin1');
    return body.isChanged ? { header, body: () => this.#originalBody() } : { header };
  }

  #originalBody(): AsyncGenerator<Uint8Array> {
    return this.#spool.range(this.#headerBytes + 2, Number.POSITIVE_INFINITY);
  }

  /** The reply does not wait for it. */
  #track(text: string, by: string): void {
    const event = refusalEvent(this.#envelope, text, Buffer.from(this.#head, 'latin1'), this.sizeBytes, by);
    this.#parts.tracking.record([event]).catch((cause: unknown) => this.#parts.log.error('tracking-failed', cause));
  }
}
