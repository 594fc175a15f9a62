import { Worker } from 'node:worker_threads';
import type { KeeperAnswer, KeeperRequest } from './file-keeper-worker.ts';
import { StorageError } from '../storage-error.ts';
import { storageErrorOf } from './sqlite-errors.ts';

/** The event loop's side of the thread that waits for the disk (file-keeper-worker.ts). */
export class FileKeeper {
  private readonly worker: Worker;
  private readonly root: string;
  private readonly waiting = new Map<
    number,
    { path: string; resolve: (result: unknown) => void; reject: (error: unknown) => void }
  >();
  private nextId = 1;
  private ended: Error | null = null;

  constructor(root: string) {
    this.root = root;
    this.worker = new Worker(new URL('./file-keeper-worker.ts', import.meta.url), {
      name: 'file-keeper',
      // Not the flags that were meant for the main script.
      execArgv: [],
    });
    // Alive only while somebody waits for it.
    this.worker.unref();
    this.worker.on('message', (answer: KeeperAnswer) => this.settle(answer));
    this.worker.on('error', (cause) => this.fail(cause));
    this.worker.on('exit', () => this.fail(null));
  }

  async open(path: string): Promise<void> {
    await this.ask('open', path, this.root);
  }

  async passiveCheckpoint(path: string): Promise<void> {
    await this.ask('passiveCheckpoint', path);
  }

  async restartWal(path: string): Promise<boolean> {
    return (await this.ask('restartWal', path)) as boolean;
  }

  async close(path: string): Promise<void> {
    await this.ask('close', path);
  }

  async check(path: string): Promise<string[]> {
    return (await this.ask('check', path)) as string[];
  }

  /** Bytes on its list of free pages; of one that nobody has open, too. */
  async freeBytes(path: string): Promise<number> {
    return (await this.ask('freeBytes', path)) as number;
  }

  async copy(path: string, target: string): Promise<void> {
    await this.ask('copy', path, target);
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }

  private ask(action: KeeperRequest['action'], path: string, other = ''): Promise<unknown> {
    if (this.ended !== null) return Promise.reject(this.ended);
    const id = this.nextId++;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    if (this.waiting.size === 0) this.worker.ref();
    this.waiting.set(id, { path, resolve, reject });
    this.worker.postMessage({ id, action, path, other } satisfies KeeperRequest);
    return promise;
  }

  private settle(answer: KeeperAnswer): void {
    const waiter = this.waiting.get(answer.id);
    if (waiter === undefined) return;
    this.waiting.delete(answer.id);
    if (this.waiting.size === 0) this.worker.unref();
    if (answer.error === undefined) waiter.resolve(answer.result);
    else waiter.reject(storageErrorOf(Object.assign(new Error(answer.error.message), answer.error), waiter.path));
  }

  private fail(cause: unknown): void {
    this.ended ??= new StorageError(
      'storage-unavailable',
      'The thread that opens and checkpoints files has ended. Restart Relais.',
      { cause },
    );
    for (const waiter of this.waiting.values()) waiter.reject(this.ended);
    this.waiting.clear();
  }
}
