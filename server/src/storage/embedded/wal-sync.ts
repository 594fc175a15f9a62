import { closeSync, open } from 'node:fs';
import { promisify } from 'node:util';
import { StorageError } from '../storage-error.ts';
import { storageErrorOf } from './sqlite-errors.ts';

/** The operating system's fdatasync away from the event loop (`LogFlusher`), which is what runs; a test of power cuts watches it. */
export type Flush = (descriptor: number, done: (error: Error | null) => void) => void;

/**
 * Makes commits durable: one fdatasync of the -wal file, away from the event loop, for all commits that wait for it.
 * Why this is enough stands in docs/decisions/0002-own-wal-sync.md.
 *
 * Only the -wal file may be opened beside SQLite: POSIX drops every fcntl lock of a process on a file when the process
 * closes any descriptor of it, and SQLite holds such locks on the database and -shm files, never on the -wal file.
 */
export class WalSync {
  private readonly walPath: string;
  private readonly descriptor: number;
  private readonly flush: Flush;
  private written = 0;
  private durable = 0;
  private running = false;
  private whenDone: (() => void)[] = [];
  private failure: StorageError | null = null;
  private waiting: { upTo: number; resolve: () => void; reject: (error: Error) => void }[] = [];

  private constructor(walPath: string, descriptor: number, flush: Flush) {
    this.walPath = walPath;
    this.descriptor = descriptor;
    this.flush = flush;
  }

  static async open(walPath: string, flush: Flush): Promise<WalSync> {
    // Writable because Windows flushes only what it may write; nothing is ever written through it.
    return new WalSync(walPath, await promisify(open)(walPath, 'r+'), flush);
  }

  /** Call right after COMMIT; gives the number to wait for. */
  committed(): number {
    return ++this.written;
  }

  /** The newest commit that readers can see. */
  get newest(): number {
    return this.written;
  }

  get isRunning(): boolean {
    return this.running;
  }

  /** Calls once, when the sync that is under way has ended, before the next begins. */
  whenIdle(call: () => void): void {
    this.whenDone.push(call);
  }

  /**
   * A sync that nobody waits for: pages of a large transaction are in the log before its COMMIT (SQLite puts there what its
   * cache does not hold), and what is on the disk by then need not be waited for.
   */
  ahead(): void {
    if (!this.running && this.failure === null) this.run();
  }

  /** Resolves when that commit and all before it are on the disk. */
  async until(commit: number): Promise<void> {
    if (this.failure !== null) throw this.failure;
    if (commit <= this.durable) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.waiting.push({ upTo: commit, resolve, reject });
    if (!this.running) this.run();
    await promise;
  }

  /** @throws StorageError after a failed sync: what the kernel then holds of the file is unknown until it is opened anew. */
  refuseAfterFailure(): void {
    if (this.failure !== null) throw this.failure;
  }

  close(): void {
    closeSync(this.descriptor);
  }

  private run(): void {
    this.running = true;
    const target = this.written;
    this.flush(this.descriptor, (error) => {
      this.running = false;
      const whenDone = this.whenDone;
      this.whenDone = [];
      if (error !== null) {
        this.fail(error);
        for (const call of whenDone) call();
        return;
      }
      this.durable = target;
      const done = this.waiting.filter((waiter) => waiter.upTo <= target);
      this.waiting = this.waiting.filter((waiter) => waiter.upTo > target);
      // What is committed now goes along with the next sync.
      for (const call of whenDone) call();
      if (this.waiting.length > 0) this.run();
      for (const waiter of done) waiter.resolve();
    });
  }

  // After a failed fsync Linux may have dropped the dirty pages and would report success the next time: never retry.
  private fail(cause: Error): void {
    const known = storageErrorOf(cause, this.walPath);
    this.failure = new StorageError(
      known instanceof StorageError ? known.code : 'storage-unavailable',
      `Writing ${this.walPath} to the disk failed (${cause.message}). Mend the disk, then restart Relais.`,
      { cause },
    );
    for (const waiter of this.waiting) waiter.reject(this.failure);
    this.waiting = [];
  }
}
