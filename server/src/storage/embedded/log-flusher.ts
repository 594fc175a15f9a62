import { fdatasync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Flushed } from './log-flusher-worker.ts';
import type { Flush } from './wal-sync.ts';

/**
 * The operating system's fdatasync for the logs of all files, away from the event loop.
 *
 * One that is asked for alone goes to the thread pool. The others go there by way of a thread of their own: to hand work to
 * the pool is `pthread_cond_signal`, and glibc's (that of Debian 12) waits until the threads that were woken before have run, tens of
 * milliseconds on busy cores, during which the event loop would stand (docs/decisions/0112).
 */
export class LogFlusher {
  private readonly waiting = new Map<number, (error: Error | null) => void>();
  private isPoolAtWork = false;
  private worker: Worker | null = null;
  private hasEnded = false;

  /** Of one descriptor there is one sync under way at most (`WalSync`). */
  readonly flush: Flush = (descriptor, done) => {
    // Without the thread syncs go on as before there was one.
    if ((!this.isPoolAtWork && this.waiting.size === 0) || this.hasEnded) this.flushInPool(descriptor, done);
    else {
      this.worker ??= this.startWorker();
      if (this.waiting.size === 0) this.worker.ref();
      this.waiting.set(descriptor, done);
      this.worker.postMessage(descriptor);
    }
  };

  /** Call it when no sync is under way. */
  async end(): Promise<void> {
    await this.worker?.terminate();
  }

  private flushInPool(descriptor: number, done: (error: Error | null) => void): void {
    this.isPoolAtWork = true;
    fdatasync(descriptor, (error) => {
      this.isPoolAtWork = false;
      done(error);
    });
  }

  private startWorker(): Worker {
    const worker = new Worker(new URL('./log-flusher-worker.ts', import.meta.url), {
      name: 'log-flusher',
      // Not the flags that were meant for the main script.
      execArgv: [],
    });
    // Alive only while somebody waits for it.
    worker.unref();
    worker.on('message', (flushed: Flushed) => this.settle(flushed));
    worker.on('error', (cause) => this.fail(cause));
    worker.on('exit', () => this.fail(null));
    return worker;
  }

  private settle(flushed: Flushed): void {
    const descriptor = typeof flushed === 'number' ? flushed : flushed.descriptor;
    const done = this.waiting.get(descriptor);
    this.waiting.delete(descriptor);
    if (this.waiting.size === 0) this.worker?.unref();
    done?.(typeof flushed === 'number' ? null : Object.assign(new Error(flushed.message), flushed));
  }

  /** Whether what was given to it has been synced nobody knows any more. */
  private fail(cause: unknown): void {
    this.hasEnded = true;
    const error = new Error('The thread that syncs logs has ended.', { cause });
    const waiting = [...this.waiting.values()];
    this.waiting.clear();
    for (const done of waiting) done(error);
  }
}
