/** What the pusher needs of a session. */
export interface Pushing {
  /** Writes and sends what is new. */
  push(revealExpunges: boolean): Promise<void>;
  failedToPush(error: unknown): void;
}

/**
 * Sends changes as they happen while the session only waits for its client (IDLE, NOTIFY). One push at a time: what is
 * announced during one is sent by the next, so a slow reader gathers no queue.
 */
export class ChangePusher {
  readonly #session: Pushing;
  #revealsExpunges = false;
  #hasNews = false;
  #pushing: Promise<void> | undefined;
  isOn = false;

  constructor(session: Pushing) {
    this.#session = session;
  }

  start(revealsExpunges: boolean): void {
    this.isOn = true;
    this.#revealsExpunges = revealsExpunges;
    if (this.#hasNews) this.#push();
  }

  /** It sends, or would at the next change. */
  get isAtWork(): boolean {
    return this.isOn || this.#pushing !== undefined;
  }

  /** Resolves when nothing more will be written. */
  async stop(): Promise<void> {
    this.isOn = false;
    await this.#pushing;
  }

  /** Something was announced that the client may not have heard of. */
  announce(): void {
    this.#hasNews = true;
    if (this.isOn) this.#push();
  }

  #push(): void {
    if (this.#pushing !== undefined) return;
    this.#hasNews = false;
    this.#pushing = this.#session
      .push(this.#revealsExpunges)
      .catch((error: unknown) => this.#session.failedToPush(error))
      .finally(() => {
        this.#pushing = undefined;
        if (this.isOn && this.#hasNews) this.#push();
      });
  }
}
