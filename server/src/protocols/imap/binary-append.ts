import { MessageScanner } from '@relais/mime';
import type { IncomingMessage, StagedMessage } from '../../domain/mail/account-store.ts';
import type { MessageSpool } from '../../services/delivery/message-spool.ts';
import { recoded, recodedParts } from '../../services/delivery/recoded-parts.ts';

/** Base64 with its line ends has 78 bytes for 57, and every part may need another field. */
export function withBase64(sizeBytes: number): number {
  return Math.ceil(sizeBytes * 1.4) + 4096;
}

/**
 * A message that comes as literal8. Its binary parts are kept in base64 if there is a NUL in it, since no literal that FETCH
 * of BODY gives may hold one (RFC 3516 §6, RFC 9051 §4.3.1); BINARY undoes it.
 */
export class BinaryAppend implements IncomingMessage {
  sizeBytes = 0;
  readonly #spool: MessageSpool;
  readonly #inner: IncomingMessage;
  readonly #scanner = new MessageScanner();
  #hasNul = false;

  constructor(spool: MessageSpool, inner: IncomingMessage) {
    this.#spool = spool;
    this.#inner = inner;
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.sizeBytes += chunk.length;
    this.#hasNul ||= chunk.includes(0);
    this.#scanner.push(chunk);
    await this.#spool.write(chunk);
  }

  async finish(): Promise<StagedMessage> {
    const edits = this.#hasNul ? recodedParts(this.#scanner.finish(), { encodings: ['binary'], holders: '8bit' }) : [];
    for await (const chunk of recoded(this.#spool.read(), edits)) await this.#inner.write(chunk);
    return await this.#inner.finish();
  }

  async discard(): Promise<void> {
    await this.#spool.close();
    await this.#inner.discard();
  }
}
