import { RequestError } from '@relais/browser-frame/server/request.ts';

const firstWaitMs = 300;
const mostAttempts = 6;

/**
 * Requests of one kind, of which a user may have so many at once at the server (RFC 8620 §2). Half of them run here and the rest
 * wait in line: his other tabs and devices have theirs. One that is refused nevertheless comes again, for some ten seconds.
 */
export class Turns {
  readonly #limit: 'maxConcurrentRequests' | 'maxConcurrentUpload';
  readonly #line: (() => void)[] = [];
  #running = 0;

  constructor(limit: 'maxConcurrentRequests' | 'maxConcurrentUpload') {
    this.#limit = limit;
  }

  /** `most`: what the server takes at once. */
  async run<T>(most: number, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    while (this.#running >= Math.max(1, Math.floor(most / 2)))
      await new Promise<void>((resolve) => this.#line.push(resolve));
    this.#running += 1;
    try {
      for (let attempt = 1; ; attempt += 1) {
        signal?.throwIfAborted();
        try {
          return await work();
        } catch (cause) {
          const isTooMany = cause instanceof RequestError && cause.code === this.#limit && cause.status === 400;
          if (!isTooMany || attempt === mostAttempts) throw cause;
        }
        await new Promise((resolve) => setTimeout(resolve, firstWaitMs * 2 ** (attempt - 1)));
      }
    } finally {
      this.#running -= 1;
      this.#line.shift()?.();
    }
  }
}
