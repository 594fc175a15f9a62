/** What is told of changes of mail (RFC 8620 §7.3). */
export type ChangeNews =
  /** The new states, by account and type. */
  | { readonly kind: 'changed'; readonly changed: Readonly<Record<string, Readonly<Record<string, string>>>> }
  /** There may have been changes that nobody heard of. */
  | { readonly kind: 'missed' };

const address = '/jmap/eventsource?types=*&closeafter=no&ping=60';
/** After an answer that is no stream (a proxy's 502, too many windows), at which a browser gives up. */
const betweenAttemptsMs = 60_000;

/** One event stream of the server. The browser reconnects by itself. */
export class ChangeStream {
  /** Whether the first answer was a stream; waits while there is none. */
  readonly opened: Promise<boolean>;
  readonly #tell: (news: ChangeNews) => void;
  readonly #settle: (isOpen: boolean) => void;
  #source: EventSource | null = null;
  #again: number | undefined;
  #wasLost = false;

  constructor(tell: (news: ChangeNews) => void) {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.opened = promise;
    this.#settle = resolve;
    this.#tell = tell;
    this.#listen();
  }

  close(): void {
    window.clearTimeout(this.#again);
    this.#source?.close();
  }

  #listen(): void {
    const source = new EventSource(address);
    this.#source = source;
    source.addEventListener('state', (event: MessageEvent<string>) => {
      const { changed } = JSON.parse(event.data) as Extract<ChangeNews, { kind: 'changed' }>;
      this.#tell({ kind: 'changed', changed });
    });
    source.addEventListener('error', () => {
      this.#wasLost = true;
      if (source.readyState !== EventSource.CLOSED) return;
      // Before whoever waits for the answer closes this.
      this.#again = window.setTimeout(() => this.#listen(), betweenAttemptsMs);
      this.#settle(false);
      // Was it the sign-in that ended, looking finds it, and the page asks for it again.
      this.#tell({ kind: 'missed' });
    });
    source.addEventListener('open', () => {
      this.#settle(true);
      if (this.#wasLost) this.#tell({ kind: 'missed' });
      this.#wasLost = false;
    });
  }
}
