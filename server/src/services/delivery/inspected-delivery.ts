import type { InspectionVerdict, MessageInspection } from '../message-authentication/message-inspector.ts';
import type { DeliveryInProgress, DeliveryOutcome, OriginalMessage } from './delivery.ts';
import type { MessageSpool } from './message-spool.ts';

const endOfHeader = Buffer.from('\r\n\r\n');

/**
 * A message from a stranger: what is found about its sender stands above it, so it is kept aside until that is known.
 * Without a signature that is the end of its header; with one it is the end of its body.
 */
export class InspectedDelivery implements DeliveryInProgress {
  sizeBytes = 0;
  private readonly parts: {
    readonly inspection: MessageInspection;
    /** What its sender signed; `undefined`: what comes. */
    readonly asItCame: OriginalMessage | undefined;
    readonly recipients: number;
    /** Told of a message that is not taken, with its first bytes, the header among them. */
    readonly refused?: (text: string, header: Uint8Array, sizeBytes: number) => void;
    /** Told what was found, whatever becomes of the message. */
    readonly found: (verdict: InspectionVerdict) => void;
    readonly spool: () => MessageSpool;
    /** Begins the delivery itself with the field about the sender on top. */
    readonly begin: (
      field: string,
      isSuspect: boolean,
      backedBy: InspectionVerdict['backedBy'],
    ) => Promise<DeliveryInProgress>;
  };
  private header: Buffer | null = Buffer.alloc(0);
  private spool: MessageSpool | null = null;
  private inner: DeliveryInProgress | null = null;
  private refusal: string | null = null;
  private head: Uint8Array = new Uint8Array(0);

  constructor(parts: InspectedDelivery['parts']) {
    this.parts = parts;
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.sizeBytes += chunk.length;
    if (this.refusal !== null) return;
    if (this.inner !== null) return this.inner.write(chunk);
    if (this.spool !== null) {
      this.parts.inspection.body(chunk);
      return this.spool.write(chunk);
    }
    if (this.header === null) return;
    const from = Math.max(0, this.header.length - 3);
    const gathered =
      this.header.length === 0
        ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
        : Buffer.concat([this.header, chunk]);
    const end = gathered.indexOf(endOfHeader, from);
    const isBare = gathered[0] === 13 && gathered[1] === 10;
    if (end === -1 && !isBare) this.header = gathered;
    else await this.endHeader(gathered, isBare ? 2 : end + endOfHeader.length);
  }

  async deliver(): Promise<readonly DeliveryOutcome[]> {
    try {
      // Without a blank line all of it is header.
      if (this.header !== null) await this.endHeader(this.header, this.header.length);
      if (this.spool !== null) {
        await this.conclude(await this.parts.inspection.finish());
        if (this.inner !== null)
          for await (const chunk of this.spool.read()) await (this.inner as DeliveryInProgress).write(chunk);
      }
      if (this.refusal !== null) {
        const text = this.refusal;
        this.parts.refused?.(text, this.head, this.sizeBytes);
        return Array.from({ length: this.parts.recipients }, () => ({ kind: 'refused', code: 'not-authentic', text }));
      }
      return (await this.inner?.deliver()) ?? [];
    } finally {
      await this.discard();
    }
  }

  async discard(): Promise<void> {
    this.header = null;
    await this.spool?.close();
    await this.inner?.discard();
  }

  private async endHeader(gathered: Buffer, length: number): Promise<void> {
    const { inspection, spool, asItCame } = this.parts;
    this.header = null;
    this.head = gathered.subarray(0, length);
    if (inspection.header(asItCame?.header ?? this.head, this.head)) {
      if (asItCame?.body === undefined) {
        inspection.body(gathered.subarray(length));
        this.spool = spool();
        return this.spool.write(gathered);
      }
      for await (const chunk of asItCame.body()) inspection.body(chunk);
    }
    await this.conclude(await inspection.finish());
    await this.inner?.write(gathered);
  }

  private async conclude(verdict: InspectionVerdict): Promise<void> {
    const { action, field, text, backedBy } = verdict;
    this.parts.found(verdict);
    if (action === 'Reject') this.refusal = text;
    else this.inner = await this.parts.begin(field, action === 'Quarantine', backedBy);
  }
}
