import { nextTurn } from '../../platform/clock/next-turn.ts';
const largeBytes = 65_536;
const longestTurnMs = 8;

/**
 * What goes to the client. Replies gather and leave in large writes; whoever writes much awaits `makeRoom`,
 * which waits for a slow reader and lets other connections have their turn (DESIGN §4).
 */
export class Output {
  readonly #send: (bytes: Buffer) => Promise<void>;
  readonly #onProgress: () => void;
  #pieces: Buffer[] = [];
  #size = 0;
  #turnStart = performance.now();

  constructor(send: (bytes: Buffer) => Promise<void>, onProgress: () => void) {
    this.#send = send;
    this.#onProgress = onProgress;
  }

  text(text: string): void {
    this.bytes(Buffer.from(text, 'utf8'));
  }

  bytes(bytes: Buffer): void {
    this.#pieces.push(bytes);
    this.#size += bytes.length;
  }

  async flush(): Promise<void> {
    if (this.#size === 0) return;
    const bytes = this.#pieces.length === 1 ? (this.#pieces[0] as Buffer) : Buffer.concat(this.#pieces, this.#size);
    this.#pieces = [];
    this.#size = 0;
    await this.#send(bytes);
    this.#onProgress();
  }

  /** Call between the pieces of a long answer. */
  async makeRoom(): Promise<void> {
    if (this.#size >= largeBytes) await this.flush();
    if (performance.now() - this.#turnStart > longestTurnMs) {
      await nextTurn();
      this.#turnStart = performance.now();
    }
  }

  /** The loop has just come back to this connection. */
  beginTurn(): void {
    this.#turnStart = performance.now();
  }
}
