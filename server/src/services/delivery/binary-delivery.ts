import { MessageScanner } from '@relais/mime';
import { LineEndCheck } from '@relais/smtp-codec';
import { MailError } from '../../domain/mail/mail-error.ts';
import type { DeliveryInProgress, DeliveryOutcome } from './delivery.ts';
import type { MessageSpool } from './message-spool.ts';
import { recoded, recodedParts } from './recoded-parts.ts';

/**
 * A message that came as BINARYMIME (RFC 3030 §3). Its binary parts go on in base64, which every reader and every server
 * behind can take (§4); so it is kept aside until its structure is known.
 */
export class BinaryDelivery implements DeliveryInProgress {
  sizeBytes = 0;
  private readonly spool: MessageSpool;
  private readonly begin: (extraBytes: number) => Promise<DeliveryInProgress>;
  private readonly scanner = new MessageScanner();
  private inner: DeliveryInProgress | null = null;

  constructor(parts: { spool: MessageSpool; begin: (extraBytes: number) => Promise<DeliveryInProgress> }) {
    this.spool = parts.spool;
    this.begin = parts.begin;
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.sizeBytes += chunk.length;
    this.scanner.push(chunk);
    await this.spool.write(chunk);
  }

  /** @throws MailError 'message-malformed' when a part that is not binary holds line ends that are none. */
  async deliver(): Promise<readonly DeliveryOutcome[]> {
    try {
      const edits = recodedParts(this.scanner.finish(), { encodings: ['binary'], holders: '8bit' });
      // Base64 with its line ends has 78 bytes for 57.
      const inner = await this.begin(Math.ceil(this.sizeBytes * 0.4) + 4096);
      this.inner = inner;
      const lineEnds = new LineEndCheck();
      for await (const chunk of recoded(this.spool.read(), edits)) {
        lineEnds.feed(chunk);
        if (lineEnds.fault !== null) break;
        await inner.write(chunk);
      }
      lineEnds.finish();
      if (lineEnds.fault !== null)
        throw new MailError('message-malformed', 'A part that is not marked as binary has line ends that are not CRLF');
      return await inner.deliver();
    } finally {
      await this.discard();
    }
  }

  async discard(): Promise<void> {
    await this.spool.close();
    await this.inner?.discard();
  }
}
