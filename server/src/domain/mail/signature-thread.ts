import { Worker } from 'node:worker_threads';
import type { Clock, Timer } from '../../platform/clock/clock.ts';
import type { Piece } from '../../storage/content-store.ts';
import type { UnsignedContent } from './message-signature.ts';
import type { SignatureAnswer, SignatureRequest } from './signature-worker.ts';

const signatureProgram = new URL('./signature-worker.ts', import.meta.url);

/** So long with nothing to do, and its memory is given back: 6 to 20 MB. */
const idleMs = 30_000;

/** Of a group: one message's first piece when it is at hand, and where the others are read. */
export interface GroupedContent extends UnsignedContent {
  readonly first: Piece | null;
  pieceAt(index: number): Promise<Piece | undefined>;
}

/** The thread has ended in the middle of a group. `hasBegun`: it ran, so one of the messages may have ended it. */
export class SignatureThreadEnded extends Error {
  readonly hasBegun: boolean;

  constructor(hasBegun: boolean, cause: unknown) {
    super('The thread that makes the signatures of messages has ended.', { cause });
    this.hasBegun = hasBegun;
  }
}

interface Job {
  readonly group: readonly GroupedContent[];
  readonly resolve: (made: readonly (Uint8Array | string)[]) => void;
  readonly reject: (error: unknown) => void;
}

/** The event loop's side of the thread that makes signatures (signature-worker.ts). It runs from the first group until it has been idle. */
export class SignatureThread {
  readonly #clock: Clock;
  readonly #mostMegabytes: number;
  readonly #program: URL;
  #worker: Worker | null = null;
  #hasBegun = false;
  #job: Job | null = null;
  #idle: Timer | null = null;

  /** `mostMegabytes`: of its heap; a message that needs more ends it, and the process lives on. */
  constructor(clock: Clock, mostMegabytes: number, program = signatureProgram) {
    this.#clock = clock;
    this.#mostMegabytes = mostMegabytes;
    this.#program = program;
  }

  get isRunning(): boolean {
    return this.#worker !== null;
  }

  /**
   * The signature of each, in order, or what is wrong with the message. One group at a time.
   * @throws SignatureThreadEnded; what `pieceAt` throws.
   */
  make(group: readonly GroupedContent[]): Promise<readonly (Uint8Array | string)[]> {
    const { promise, resolve, reject } = Promise.withResolvers<readonly (Uint8Array | string)[]>();
    this.#idle?.cancel();
    try {
      this.#worker ??= this.#start();
    } catch (cause) {
      // The system has no thread left (ERR_WORKER_INIT_FAILED, EAGAIN).
      return Promise.reject(new SignatureThreadEnded(false, cause));
    }
    this.#job = { group, resolve, reject };
    // Alive only while somebody waits for it.
    this.#worker.ref();
    const bare = group.map(({ structure, sizeBytes, first }) => ({
      structure: apart(structure),
      sizeBytes,
      first: first && pieceApart(first),
    }));
    this.#send(this.#worker, { group: bare });
    return promise;
  }

  async end(): Promise<void> {
    this.#idle?.cancel();
    const worker = this.#worker;
    this.#ended(worker, null);
    await worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(this.#program, {
      name: 'signatures',
      // Not the flags that were meant for the main script.
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: this.#mostMegabytes, maxYoungGenerationSizeMb: 4 },
    });
    this.#hasBegun = false;
    worker.on('message', (answer: SignatureAnswer) => this.#hear(worker, answer));
    worker.on('error', (cause) => this.#ended(worker, cause));
    worker.on('exit', () => this.#ended(worker, null));
    return worker;
  }

  #hear(worker: Worker, answer: SignatureAnswer): void {
    if (worker !== this.#worker) return;
    switch (answer.kind) {
      case 'ready':
        this.#hasBegun = true;
        return;
      case 'piece':
        void this.#givePiece(worker, answer.message, answer.index);
        return;
      case 'made':
        this.#settle(worker)?.resolve(answer.made);
    }
  }

  async #givePiece(worker: Worker, message: number, index: number): Promise<void> {
    const job = this.#job;
    try {
      const piece = await job?.group[message]?.pieceAt(index);
      if (worker === this.#worker) this.#send(worker, { piece: piece === undefined ? null : pieceApart(piece) });
    } catch (error) {
      // It waits for the piece in vain: the next group is another thread's.
      if (worker !== this.#worker || job !== this.#job) return;
      this.#settle(worker)?.reject(error);
      await this.end();
    }
  }

  #send(worker: Worker, request: SignatureRequest): void {
    worker.postMessage(request);
  }

  #settle(worker: Worker): Job | null {
    const job = this.#job;
    this.#job = null;
    worker.unref();
    this.#idle = this.#clock.after(idleMs, () => void this.end());
    return job;
  }

  #ended(worker: Worker | null, cause: unknown): void {
    if (worker === null || worker !== this.#worker) return;
    this.#worker = null;
    const job = this.#job;
    this.#job = null;
    job?.reject(new SignatureThreadEnded(this.#hasBegun, cause));
  }
}

function pieceApart(piece: Piece): Piece {
  return { ...piece, data: apart(piece.data) };
}

/** A view is sent with all of the memory that it looks at: of a row that a database sent, the rest of the answer. */
function apart(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
}
