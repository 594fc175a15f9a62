import type { DeliveryAttempt } from '../../domain/queue/delivery-attempts.ts';
import { changedHeader, type HeaderChanges } from './changed-header.ts';
import type { DeliveryInProgress, DeliveryOutcome } from './delivery.ts';

/** Of a longer header the beginning is changed. */
const mostHeaderBytes = 512 * 1024;

/** A message whose header transport rules change: delivered is what they make of it. */
export class ChangedDelivery implements DeliveryInProgress {
  sizeBytes = 0;
  readonly #changes: HeaderChanges;
  readonly #begin: (moreBytes: number) => Promise<DeliveryInProgress>;
  /** Until the header has ended. */
  #header: Buffer | null = Buffer.alloc(0);
  #inner: DeliveryInProgress | null = null;

  /** `begin` is told how much longer the message has become. */
  constructor(changes: HeaderChanges, begin: (moreBytes: number) => Promise<DeliveryInProgress>) {
    this.#changes = changes;
    this.#begin = begin;
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.sizeBytes += chunk.length;
    if (this.#header === null) return this.#inner?.write(chunk);
    const from = Math.max(0, this.#header.length - 3);
    const gathered = Buffer.concat([this.#header, chunk]);
    this.#header = gathered;
    // A message that begins with the blank line has no header.
    const end = gathered[0] === 13 && gathered[1] === 10 ? -2 : gathered.indexOf('\r\n\r\n', from);
    if (end !== -1) await this.#endHeader(gathered, end + 2);
    else if (gathered.length > mostHeaderBytes) await this.#endHeader(gathered, gathered.lastIndexOf('\n') + 1);
  }

  async deliver(attempt?: DeliveryAttempt): Promise<readonly DeliveryOutcome[]> {
    // Without a blank line all of it is header.
    if (this.#header !== null) await this.#endHeader(this.#header, this.#header.length);
    return (await this.#inner?.deliver(attempt)) ?? [];
  }

  async discard(): Promise<void> {
    this.#header = null;
    await this.#inner?.discard();
  }

  async #endHeader(gathered: Buffer, length: number): Promise<void> {
    this.#header = null;
    const changed = Buffer.from(changedHeader(gathered.toString('latin1', 0, length), this.#changes), 'latin1');
    this.#inner = await this.#begin(Math.max(0, changed.length - length));
    await this.#inner.write(changed);
    if (length < gathered.length) await this.#inner.write(gathered.subarray(length));
  }
}
