/**
 * Sends changes as they happen while the session only waits for its client (IDLE, NOTIFY). One push at a time: what is
 * announced during one is sent by the next, so a slow reader gathers no queue.
 */
export class ChangePusher {
  readonly #tell: (revealExpunges: boolean) => Promise<void>;
  readonly #onError: (error: unknown) => void;
  #revealsExpunges = false;
  #hasNews = false;
  #pushing: Promise<void> | undefined;
  isOn = false;

  /** `tell` writes and sends what is new. */
  constructor(tell: (revealExpunges: boolean) => Promise<void>, onError: (error: unknown) => void) {
    this.#tell = tell;
    this.#onError = onError;
  }

  start(revealsExpunges: boolean): void {
    this.isOn = true;
    this.#revealsExpunges = revealsExpunges;
    if (this.#hasNews) this.#push();
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
    this.#pushing = this.#tell(this.#revealsExpunges)
      .catch(this.#onError)
      .finally(() => {
        this.#pushing = undefined;
        if (this.isOn && this.#hasNews) this.#push();
      });
  }
}
