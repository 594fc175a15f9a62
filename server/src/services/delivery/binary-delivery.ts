import { MessageScanner, type MessageStructure, type MimePart } from '@relais/mime';
import { LineEndCheck } from '@relais/smtp-codec';
import { MailError } from '../../domain/mail/mail-error.ts';
import type { DeliveryInProgress, DeliveryOutcome } from './delivery.ts';
import type { MessageSpool } from './message-spool.ts';

/** A place of the message that goes on otherwise: as this text, or its bytes in base64. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string | null;
}

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
      const edits = editsOf(this.scanner.finish());
      // Base64 with its line ends has 78 bytes for 57.
      const inner = await this.begin(Math.ceil(this.sizeBytes * 0.4) + 4096);
      this.inner = inner;
      const lineEnds = new LineEndCheck();
      for await (const chunk of edited(this.spool.read(), edits)) {
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

function editsOf({ root }: MessageStructure): readonly Edit[] {
  const edits: Edit[] = [];
  const visit = (part: MimePart): void => {
    const isLeaf = part.children.length === 0 && part.message === undefined;
    if (part.encoding === 'binary') {
      const field = part.fields.find(({ name }) => name === 'content-transfer-encoding');
      // RFC 2045 §6.4: what holds other parts is not encoded itself.
      const text = `Content-Transfer-Encoding: ${isLeaf ? 'base64' : '8bit'}\r\n`;
      if (field !== undefined) edits.push({ start: field.start, end: field.end, text });
      if (isLeaf && field !== undefined) edits.push({ start: part.bodyStart, end: part.bodyEnd, text: null });
    }
    for (const child of part.children) visit(child);
    if (part.message !== undefined) visit(part.message.structure.root);
  };
  visit(root);
  return edits.sort((one, other) => one.start - other.start || one.end - other.end);
}

async function* edited(content: AsyncIterable<Uint8Array>, edits: readonly Edit[]): AsyncGenerator<Uint8Array> {
  let offset = 0;
  let next = 0;
  let carry = Buffer.alloc(0);
  for await (const chunk of content) {
    let at = 0;
    while (at < chunk.length) {
      const edit = edits[next];
      const position = offset + at;
      if (edit === undefined || position < edit.start) {
        const end = edit === undefined ? chunk.length : Math.min(chunk.length, edit.start - offset);
        yield chunk.subarray(at, end);
        at = end;
        continue;
      }
      const end = Math.min(chunk.length, edit.end - offset);
      if (edit.text === null) {
        carry = Buffer.concat([carry, chunk.subarray(at, end)]);
        const whole = carry.length - (carry.length % 57);
        if (whole > 0) yield base64Lines(carry.subarray(0, whole));
        carry = carry.subarray(whole);
      }
      at = end;
      if (offset + at < edit.end) continue;
      if (edit.text !== null) yield Buffer.from(edit.text);
      else if (carry.length > 0) yield base64Lines(carry);
      carry = Buffer.alloc(0);
      next += 1;
    }
    offset += chunk.length;
  }
  if (carry.length > 0) yield base64Lines(carry);
}

function base64Lines(bytes: Buffer): Buffer {
  return Buffer.from(
    bytes
      .toString('base64')
      .replace(/.{76}/g, '$&\r\n')
      .replace(/([^\n])$/, '$1\r\n'),
  );
}
