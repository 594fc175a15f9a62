import { isTurnOld, nextTurn } from '../../platform/clock/turn.ts';
import { spareBuffers } from '../../platform/net/spare-buffers.ts';

const largeBytes = 65_536;

/** Whom an output is for. */
export interface Receiver {
  /** Undefined, or resolves when more may be sent; calls `whenSent` when the memory of `bytes` may be used again. */
  write(bytes: Buffer, whenSent?: () => void): Promise<void> | undefined;
}

/**
 * What goes to the client. Replies gather and leave in large writes; whoever writes much awaits `makeRoom`,
 * which waits for a slow reader and lets other connections have their turn.
 */
export class Output {
  readonly #client: Receiver;
  readonly #onProgress: () => void;
  #pieces: Buffer[] = [];
  #size = 0;

  constructor(client: Receiver, onProgress: () => void) {
    this.#client = client;
    this.#onProgress = onProgress;
  }

  text(text: string): void {
    this.bytes(Buffer.from(text, 'utf8'));
  }

  bytes(bytes: Buffer): void {
    this.#pieces.push(bytes);
    this.#size += bytes.length;
  }

  /** Undefined: all is with the client, who keeps up. */
  flush(): Promise<void> | undefined {
    if (this.#size === 0) return undefined;
    const sending = this.#send();
    if (sending !== undefined) return this.#whileBlocked(sending);
    this.#onProgress();
    return undefined;
  }

  #send(): Promise<void> | undefined {
    const pieces = this.#pieces;
    const [only] = pieces;
    const size = this.#size;
    this.#pieces = [];
    this.#size = 0;
    if (only !== undefined && pieces.length === 1) return this.#client.write(only);
    const joined = join(pieces, size);
    return this.#client.write(joined, () => spareBuffers.giveBack(joined));
  }

  async #whileBlocked(sending: Promise<void>): Promise<void> {
    await sending;
    this.#onProgress();
  }

  /** Call between two commands of a client: what is answered does not wait with what is still to do. */
  async giveWay(): Promise<void> {
    await this.flush();
    await nextTurn();
  }

  /** So much has gathered that it should leave. */
  get isFull(): boolean {
    return this.#size >= largeBytes;
  }

  /** Call between the pieces of a long answer. */
  async makeRoom(): Promise<void> {
    if (this.isFull) await this.flush();
    if (isTurnOld()) await nextTurn();
  }
}

function join(pieces: readonly Buffer[], size: number): Buffer {
  const spare = spareBuffers.take(size);
  if (spare === undefined) return Buffer.concat(pieces, size);
  let at = 0;
  for (const piece of pieces) {
    spare.set(piece, at);
    at += piece.length;
  }
  return spare.subarray(0, size);
}
