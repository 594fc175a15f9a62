import type { Log } from '../../platform/log/log.ts';
import type { SqlReader } from '../sql-engine.ts';
import { SqliteConnection } from './sqlite-connection.ts';
import { SqliteReader } from './sqlite-transaction.ts';
import type { WalSync } from './wal-sync.ts';

const idleReaders = 6;
// Small, since a hundred files may be open: what is read often stays in the system's own cache.
const cacheKilobytes = 512;
/** How long a full log waits for readers before it is allowed to grow on. */
const patienceMs = 10_000;

/** A reading connection; `seen` is the newest commit of the snapshot that it is in, null when it is in none. */
interface IdleReader {
  readonly connection: SqliteConnection;
  seen: number | null;
}

/** The reading connections of a file, as many as there are reads at once. Those at rest stay in the snapshot that they have seen. */
export class SnapshotReaders {
  private readonly path: string;
  private readonly log: Log;
  private readonly sync: WalSync;
  private readonly idle: IdleReader[] = [];
  /** False while the log is to be begun anew, which a reader that stays in its snapshot would hold up. */
  private keepsSnapshots = true;
  private atWork = 0;
  private allGone: (() => void) | null = null;
  private gate: Promise<void> | null = null;

  constructor(path: string, log: Log, sync: WalSync) {
    this.path = path;
    this.log = log;
    this.sync = sync;
  }

  async read<T>(work: (reader: SqlReader) => Promise<T>): Promise<T> {
    while (this.gate !== null) await this.gate;
    this.atWork++;
    let idle: IdleReader | undefined;
    let seen: number;
    let result: T;
    try {
      idle = this.idle.pop() ?? { connection: new SqliteConnection(this.path, { cacheKilobytes }), seen: null };
      seen = this.takeSnapshot(idle);
      const reader = new SqliteReader(idle.connection);
      result = await work(reader).finally(() => reader.end());
    } finally {
      if (idle !== undefined) this.giveBack(idle);
      if (--this.atWork === 0) this.allGone?.();
    }
    // Nobody is shown a change that a power cut could still undo.
    await this.sync.until(seen);
    return result;
  }

  /** While `work` runs nobody who is at rest holds the log. */
  async outsideSnapshots(work: () => Promise<void>): Promise<void> {
    this.keepsSnapshots = false;
    try {
      for (const idle of this.idle) this.leaveSnapshot(idle);
      await work();
    } finally {
      this.keepsSnapshots = true;
    }
  }

  /** While `work` runs new readers wait, and nobody holds the log. False, and nothing was done: some did not come to an end in time. */
  async withoutReaders(work: () => Promise<void>): Promise<boolean> {
    const { promise: opened, resolve: open } = Promise.withResolvers<void>();
    this.gate = opened;
    let hasWorked = false;
    try {
      await this.outsideSnapshots(async () => {
        hasWorked = await this.allLeave();
        if (hasWorked) await work();
      });
      return hasWorked;
    } finally {
      this.gate = null;
      open();
    }
  }

  /** Call it when nobody reads. */
  close(): void {
    for (const { connection } of this.idle) connection.close();
  }

  /** Gives the newest commit that the reader sees. One that stayed in its snapshot goes on in it while there is no newer one. */
  private takeSnapshot(idle: IdleReader): number {
    if (idle.seen !== null) {
      if (idle.seen === this.sync.newest) return idle.seen;
      idle.connection.raw('COMMIT');
      idle.seen = null;
    }
    idle.connection.raw('BEGIN');
    // BEGIN alone takes no snapshot, the first query does; after it, what this read sees are the commits up to `seen`.
    idle.connection.raw('SELECT rowid FROM sqlite_schema LIMIT 1');
    return (idle.seen = this.sync.newest);
  }

  private giveBack(idle: IdleReader): void {
    try {
      if (this.idle.length >= idleReaders) {
        idle.connection.close();
        return;
      }
      if (!this.keepsSnapshots || idle.seen !== this.sync.newest) this.leaveSnapshot(idle);
      this.idle.push(idle);
    } catch (error) {
      idle.connection.close();
      this.log.warn('storage.reader-dropped', { path: this.path, reason: (error as Error).message });
    }
  }

  private leaveSnapshot(idle: IdleReader): void {
    if (idle.connection.isInTransaction) idle.connection.raw('COMMIT');
    idle.seen = null;
  }

  private async allLeave(): Promise<boolean> {
    if (this.atWork === 0) return true;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const patience = setTimeout(() => resolve(false), patienceMs);
    this.allGone = () => resolve(true);
    try {
      return await promise;
    } finally {
      clearTimeout(patience);
      this.allGone = null;
    }
  }
}
