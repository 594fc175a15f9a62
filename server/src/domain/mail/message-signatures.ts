import type { Clock } from '../../platform/clock/clock.ts';
import type { Log } from '../../platform/log/log.ts';
import { mostSmallContentBytes, type Piece, readPiece, readSmallPieces } from '../../storage/content-store.ts';
import type { Scope } from '../../storage/sql-engine.ts';
import { Turnstile } from '../../storage/turnstile.ts';
import type { AccountContext } from './account-context.ts';
import { GivingWay } from './giving-way.ts';
import { MailError } from './mail-error.ts';
import { messageSignature, type UnsignedContent } from './message-signature.ts';
import { SignatureMaker } from './search-signature.ts';
import { type GroupedContent, SignatureThread, SignatureThreadEnded } from './signature-thread.ts';

/**
 * Of messages whose signatures are made on the event loop within a minute: a thread's start costs the processor as much as
 * some hundred of them, and a server to which little comes never has one.
 */
const fewBytes = 512 * 1024;
const minuteMs = 60_000;
/** Read in one go and handed over together: one or two milliseconds of the event loop. */
const groupBytes = 512 * 1024;

type ReadAccount = Pick<AccountContext, 'differences' | 'log'> & { readonly scope: Scope };

export interface NumberedContent extends UnsignedContent {
  readonly contentId: number;
}

/** Makes the signatures of all accounts, one account at a time: here when it is little, else on a thread. */
export class MessageSignatures {
  readonly #thread: SignatureThread;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #turnstile = new Turnstile();
  #maker: SignatureMaker | null = null;
  #isThreadless = false;
  #hasEnded = false;
  #minute = { began: Number.NEGATIVE_INFINITY, bytes: 0 };
  #lastNoteAt = Number.NEGATIVE_INFINITY;

  /** `mostMegabytes`: of the thread's heap. */
  constructor(clock: Clock, log: Log, mostMegabytes: number, thread = new SignatureThread(clock, mostMegabytes)) {
    this.#clock = clock;
    this.#log = log;
    this.#thread = thread;
  }

  /** When messages came to any account, by `Clock.elapsed`. */
  get lastNoteAt(): number {
    return this.#lastNoteAt;
  }

  note(at: number): void {
    this.#lastNoteAt = at;
  }

  /** Waits for its turn; gives the way out, to be called once. */
  enter(): Promise<() => void> {
    return this.#turnstile.enter();
  }

  /**
   * The signatures of these, to be called by who has entered. One that cannot be made is not among them, which a line of the log
   * says: searches look into that message itself.
   * @throws MailError when the storage refuses, or `end` has been called.
   */
  async make(context: ReadAccount, contents: readonly NumberedContent[]): Promise<ReadonlyMap<number, Uint8Array>> {
    const signatures = new Map<number, Uint8Array>();
    const keep = (contentId: number, made: Uint8Array | string): void => {
      if (typeof made !== 'string') signatures.set(contentId, made);
      else context.log.warn('mail.index-skipped', { contentId, reason: made });
    };
    for await (const { ids, group, bytes } of grouped(context, contents)) {
      this.#requireRunning();
      const made = this.#isForThread(bytes) ? await this.#onThread(group) : await this.#here(group);
      for (const [index, contentId] of ids.entries()) keep(contentId, made[index] as Uint8Array | string);
    }
    return signatures;
  }

  /** Ends the thread; what is being made is given up, and made after the next start. */
  async end(): Promise<void> {
    this.#hasEnded = true;
    await this.#thread.end();
    // Whoever is at work notices.
    (await this.#turnstile.enter())();
  }

  #requireRunning(): void {
    if (this.#hasEnded) throw new MailError('storage-unavailable', 'The server is stopping.');
  }

  #isForThread(bytes: number): boolean {
    if (this.#isThreadless) return false;
    if (this.#thread.isRunning) return true;
    const now = this.#clock.elapsed();
    if (now - this.#minute.began > minuteMs) this.#minute = { began: now, bytes: 0 };
    this.#minute.bytes += bytes;
    return this.#minute.bytes > fewBytes;
  }

  async #here(group: readonly GroupedContent[]): Promise<(Uint8Array | string)[]> {
    this.#maker ??= new SignatureMaker();
    const maker = this.#maker;
    const slice = new GivingWay();
    const made: (Uint8Array | string)[] = [];
    for (const content of group) {
      this.#requireRunning();
      const read = piecesOf(content);
      try {
        made.push(await messageSignature(maker, content, read.pieceAt, () => slice.rest()));
      } catch (error) {
        // That it cannot be read now says nothing of the message.
        if (read.hasFailed()) throw error;
        made.push(String(error));
      }
      await slice.rest();
    }
    return made;
  }

  /** A message that has ended the thread twice, the second time alone, is given up. */
  async #onThread(group: readonly GroupedContent[]): Promise<readonly (Uint8Array | string)[]> {
    try {
      return await this.#thread.make(group);
    } catch (error) {
      if (!(error instanceof SignatureThreadEnded)) throw error;
      this.#requireRunning();
      if (!error.hasBegun) return await this.#withoutThread(error, group);
    }
    const made: (Uint8Array | string)[] = [];
    for (const content of group) {
      try {
        made.push(...(await this.#thread.make([content])));
      } catch (error) {
        if (!(error instanceof SignatureThreadEnded)) throw error;
        this.#requireRunning();
        if (!error.hasBegun) return [...made, ...(await this.#withoutThread(error, group.slice(made.length)))];
        made.push(`${error.message} ${String(error.cause ?? '')}`);
      }
    }
    return made;
  }

  /** Where no thread can be started, signatures are made as long as this process runs as they were before there was one. */
  async #withoutThread(
    error: SignatureThreadEnded,
    group: readonly GroupedContent[],
  ): Promise<(Uint8Array | string)[]> {
    this.#isThreadless = true;
    this.#log.error('mail.index-without-thread', error);
    return await this.#here(group);
  }
}

function piecesOf(content: GroupedContent): {
  readonly pieceAt: (index: number) => Promise<Piece | undefined>;
  readonly hasFailed: () => boolean;
} {
  let hasFailed = false;
  return {
    async pieceAt(index) {
      if (index === 0 && content.first !== null) return content.first;
      try {
        return await content.pieceAt(index);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    },
    hasFailed: () => hasFailed,
  };
}

interface Group {
  readonly ids: readonly number[];
  readonly group: readonly GroupedContent[];
  readonly bytes: number;
}

/** The contents in groups that may be in memory at once; small ones with their bytes. */
async function* grouped(context: ReadAccount, contents: readonly NumberedContent[]): AsyncGenerator<Group> {
  for (let from = 0; from < contents.length; ) {
    let to = from;
    let bytes = 0;
    for (; to < contents.length && (to === from || bytes < groupBytes); to++) bytes += contents[to]?.sizeBytes ?? 0;
    const some = contents.slice(from, to);
    const small = some.filter(({ sizeBytes }) => sizeBytes <= mostSmallContentBytes).map(({ contentId }) => contentId);
    const pieces = await context.scope.read(
      async (reader) => await readSmallPieces(reader, context.differences, small),
    );
    yield {
      ids: some.map(({ contentId }) => contentId),
      group: some.map(({ contentId, structure, sizeBytes }) => ({
        structure,
        sizeBytes,
        first: pieces.get(contentId) ?? null,
        pieceAt: async (index) => await readPiece(context.scope, contentId, index),
      })),
      bytes,
    };
    from = to;
  }
}
