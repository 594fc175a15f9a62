import type { Log } from '../../platform/log/log.ts';
import { StorageError } from '../storage-error.ts';
import type { FileKeeper } from './file-keeper.ts';
import { MailFile } from './mail-file.ts';
import type { Flush } from './wal-sync.ts';

interface Entry {
  readonly file: Promise<MailFile>;
  users: number;
}

/** So long an opener waits while all that may be open are in use: one of them could be waiting for him. */
const patienceMs = 10_000;

/**
 * The files that are open, at most `capacity` of them and a quarter more that are being closed (each takes some ten descriptors); the
 * longest unused closes first. To close a file waits for the disk, so whoever opens many waits for those to be closed that he displaces.
 */
export class OpenFiles {
  private readonly keeper: FileKeeper;
  private readonly log: Log;
  private readonly capacity: number;
  private readonly flush: Flush;
  // In order of last use: a Map keeps the order of insertion.
  private readonly entries = new Map<string, Entry>();
  private readonly closing = new Map<string, Promise<void>>();
  private isClosed = false;
  /** Resolves when there may be room for somebody who waits. */
  private room: PromiseWithResolvers<void> | null = null;

  constructor(keeper: FileKeeper, log: Log, options: { readonly capacity: number; readonly flush: Flush }) {
    this.keeper = keeper;
    this.log = log;
    this.capacity = options.capacity;
    this.flush = options.flush;
  }

  async use<T>(path: string, work: (file: MailFile) => Promise<T>): Promise<T> {
    const entry = await this.entry(path);
    try {
      return await work(await entry.file);
    } finally {
      entry.users--;
      this.shrink();
      if (entry.users === 0) this.tellRoom();
    }
  }

  /** Waits until nobody uses the file and closes it. */
  async close(path: string): Promise<void> {
    const entry = this.entries.get(path);
    if (entry === undefined) return await this.closing.get(path);
    while (entry.users > 0) await new Promise((resolve) => setTimeout(resolve, 2));
    if (this.entries.get(path) === entry) this.startClosing(path, entry);
    await this.closing.get(path);
  }

  async closeAll(): Promise<void> {
    this.isClosed = true;
    this.tellRoom();
    await Promise.all([...this.entries.keys()].map(async (path) => await this.close(path)));
    await Promise.all(this.closing.values());
  }

  private async entry(path: string): Promise<Entry> {
    let patience: NodeJS.Timeout | null = null;
    let isPatient = true;
    try {
      for (;;) {
        if (this.isClosed)
          throw new StorageError('storage-unavailable', 'The storage has been closed; the server is shutting down.');
        const known = this.entries.get(path);
        if (known !== undefined) {
          this.entries.delete(path);
          this.entries.set(path, known);
          known.users++;
          return known;
        }
        const closing = this.closing.get(path);
        if (closing !== undefined) await closing;
        else if (!isPatient || this.hasRoom()) return this.open(path);
        else {
          patience ??= setTimeout(() => {
            isPatient = false;
            this.tellRoom();
          }, patienceMs);
          this.room ??= Promise.withResolvers();
          await this.room.promise;
        }
      }
    } finally {
      if (patience !== null) clearTimeout(patience);
    }
  }

  /** At once, so that the next who asks for room sees it. */
  private open(path: string): Entry {
    const opened: Entry = { file: MailFile.open(path, this.keeper, this.log, this.flush), users: 1 };
    this.entries.set(path, opened);
    // One that cannot be opened is tried anew by the next user.
    opened.file.catch(() => {
      if (this.entries.get(path) === opened) this.entries.delete(path);
      this.tellRoom();
    });
    return opened;
  }

  /** Whether one more may be opened; when not, one that nobody uses is on its way out if there is one. */
  private hasRoom(): boolean {
    if (this.entries.size >= this.capacity) this.shrink(this.capacity - 1);
    return this.entries.size < this.capacity && this.closing.size <= this.capacity / 4;
  }

  private tellRoom(): void {
    this.room?.resolve();
    this.room = null;
  }

  private shrink(most = this.capacity): void {
    if (this.entries.size <= most) return;
    for (const [path, entry] of this.entries) {
      if (entry.users > 0) continue;
      this.startClosing(path, entry);
      if (this.entries.size <= most) return;
    }
  }

  private startClosing(path: string, entry: Entry): void {
    this.entries.delete(path);
    const closed = entry.file
      .then(async (file) => await file.close())
      .catch((error) => this.log.error('storage.close-failed', error, { path }))
      .finally(() => {
        this.closing.delete(path);
        this.tellRoom();
      });
    this.closing.set(path, closed);
  }
}
