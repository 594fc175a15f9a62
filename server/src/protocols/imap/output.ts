import { BytesWriter } from '@relais/imap-codec';
import { isTurnOld, nextTurn } from '../../platform/clock/turn.ts';
import { spareBuffers } from '../../platform/net/spare-buffers.ts';

const largeBytes = 65_536;

/** Whom an output is for. */
export interface Receiver {
  /** Undefined, or resolves when more may be sent; calls `whenSent` when the memory of `bytes` may be used again. */
  send(bytes: Buffer, whenSent?: () => void): Promise<void> | undefined;
  /** The client has taken a part of a long answer. */
  noteProgress(): void;
  /** What must have happened before anything more is sent; a rejection keeps what has gathered from leaving. */
  beforeSending?(): Promise<void> | undefined;
}

/**
 * What goes to the client. Responses gather in `writer` and leave in large writes; whoever writes much calls
 * `makeRoom`, which waits for a slow reader and lets other connections have their turn.
 */
export class Output {
  readonly writer = new BytesWriter(512, spareBuffers);
  readonly #client: Receiver;
  /** How many messages of how many a silent command has looked at (RFC 9585); `null`: it does not count. */
  progress: { done: number; readonly goal: number } | null = null;
  /** A long line is on its way, in pieces: nothing else may come in between. */
  isMidLine = false;
  #delivering = 0;

  constructor(client: Receiver) {
    this.#client = client;
  }

  /** One response line, without its CRLF. */
  line(text: string): void {
    this.writer.text(text).text('\r\n');
  }

  /** Undefined: all is with the client, who keeps up. */
  flush(): Promise<void> | undefined {
    if (this.writer.length === 0) return undefined;
    const bytes = this.writer.take();
    return this.#deliver(bytes, () => spareBuffers.giveBack(bytes));
  }

  /** Bytes of a stored message: large pieces go out as they are, without a copy. */
  async content(bytes: Uint8Array): Promise<void> {
    if (bytes.length < largeBytes / 2) {
      this.writer.bytes(bytes);
      return this.makeRoom();
    }
    await this.flush();
    await this.#deliver(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    this.#client.noteProgress();
    await this.newTurn();
  }

  /** So much has gathered that it should leave. */
  get isFull(): boolean {
    return this.writer.length >= largeBytes;
  }

  /** Whether `makeRoom` has something to do: asking costs less than awaiting, message by message. */
  get isDue(): boolean {
    return this.isFull || isTurnOld();
  }

  /** Call between the messages of a long answer. */
  async makeRoom(): Promise<void> {
    if (this.isFull) {
      await this.flush();
      this.#client.noteProgress();
    }
    if (isTurnOld()) await this.newTurn();
  }

  /** Waiting for a client that does not take what it asked for. */
  get isBlocked(): boolean {
    return this.#delivering > 0;
  }

  #deliver(bytes: Buffer, whenSent?: () => void): Promise<void> | undefined {
    const ready = this.#client.beforeSending?.();
    if (ready !== undefined) return this.#deliverAfter(ready, bytes, whenSent);
    const sending = this.#client.send(bytes, whenSent);
    return sending === undefined ? undefined : this.#whileBlocked(sending);
  }

  async #deliverAfter(ready: Promise<void>, bytes: Buffer, whenSent?: () => void): Promise<void> {
    await ready;
    const sending = this.#client.send(bytes, whenSent);
    if (sending !== undefined) await this.#whileBlocked(sending);
  }

  async #whileBlocked(sending: Promise<void>): Promise<void> {
    this.#delivering++;
    try {
      await sending;
    } finally {
      this.#delivering--;
    }
  }

  /** Lets everything else that waits have its turn. */
  async newTurn(): Promise<void> {
    await nextTurn();
  }
}
