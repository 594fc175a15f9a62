import type { Log } from '../../platform/log/log.ts';
import type { SqlReader, SqlWriter, WrittenAhead } from '../sql-engine.ts';
import { CommitGroup } from './commit-group.ts';
import type { FileKeeper } from './file-keeper.ts';
import { SqliteConnection } from './sqlite-connection.ts';
import { isBusy, storageErrorOf } from './sqlite-errors.ts';
import { SqliteReader, SqliteWriter } from './sqlite-transaction.ts';
import { Turnstile } from '../turnstile.ts';
import { type Flush, WalSync } from './wal-sync.ts';

/** Pages of the log after which it is checkpointed: 8 MB. */
const checkpointPages = 1_000;
/** Pages of the log at which writers wait until it has been started anew: 256 MB. */
const mostWalPages = 32_000;
/** Asking for its length costs a tenth of a commit. */
const commitsBetweenMeasures = 8;
/** How long a full log waits for readers before it is allowed to grow on. */
const readersPatienceMs = 10_000;
const idleReaders = 6;
// Small, since a hundred files may be open: what is read often stays in the system's own cache.
const writerCacheKilobytes = 1_024;
const readerCacheKilobytes = 512;
const lockRetries = 250;
const lockRetryMs = 20;

let lastState = 0;

/** A reading connection; `seen` is the newest commit of the snapshot that it is in, null when it is in none. */
interface IdleReader {
  readonly connection: SqliteConnection;
  seen: number | null;
}

/**
 * One open SQLite file: a writing connection, as many reading ones as there are reads at once, and the sync of its log.
 * Only the file keeper's thread waits for the disk; here nothing does but a read of pages that are not in memory.
 */
export class MailFile {
  readonly path: string;
  private readonly keeper: FileKeeper;
  private readonly log: Log;
  private readonly sync: WalSync;
  private readonly writer: SqliteConnection;
  private readonly writers = new Turnstile();
  /** The transaction that is open between two writers. */
  private group: CommitGroup | null = null;
  private isWriting = false;
  /** A name that no other state of any file has had (`SqlWriter.states`). */
  private state = ++lastState;
  private readonly idle: IdleReader[] = [];
  /** False while the log is to be begun anew, which a reader that stays in its snapshot would hold up. */
  private keepsSnapshots = true;
  private readerCount = 0;
  private readersGone: (() => void) | null = null;
  private readGate: Promise<void> | null = null;
  private walPages = 0;
  private unmeasured = 0;
  private nextCheckpoint = checkpointPages;
  private checkpointing: Promise<void> | null = null;

  private constructor(path: string, keeper: FileKeeper, log: Log, sync: WalSync) {
    this.path = path;
    this.keeper = keeper;
    this.log = log;
    this.sync = sync;
    this.writer = new SqliteConnection(path, { cacheKilobytes: writerCacheKilobytes });
  }

  static async open(path: string, keeper: FileKeeper, log: Log, flush: Flush): Promise<MailFile> {
    await keeper.open(path);
    return new MailFile(path, keeper, log, await WalSync.open(`${path}-wal`, flush));
  }

  async read<T>(work: (reader: SqlReader) => Promise<T>): Promise<T> {
    while (this.readGate !== null) await this.readGate;
    this.readerCount++;
    let idle: IdleReader | undefined;
    let seen: number;
    let result: T;
    try {
      idle = this.idle.pop() ?? {
        connection: new SqliteConnection(this.path, { cacheKilobytes: readerCacheKilobytes }),
        seen: null,
      };
      seen = this.takeSnapshot(idle);
      const reader = new SqliteReader(idle.connection);
      result = await work(reader).finally(() => reader.end());
    } finally {
      if (idle !== undefined) this.giveBack(idle);
      if (--this.readerCount === 0) this.readersGone?.();
    }
    // Nobody is shown a change that a power cut could still undo.
    await this.sync.until(seen);
    return result;
  }

  async write<T>(work: (writer: SqlWriter) => Promise<T>): Promise<T> {
    const { result, durable } = await this.writeAhead(work);
    await durable;
    return result;
  }

  async writeAhead<T>(work: (writer: SqlWriter) => Promise<T>): Promise<WrittenAhead<T>> {
    const leave = await this.writers.enter();
    let transaction: SqliteWriter;
    let result: T;
    let group: CommitGroup;
    this.isWriting = true;
    try {
      group = await this.openGroup();
      transaction = new SqliteWriter(this.writer, this.sync, { before: this.state, after: ++lastState });
      result = await this.runInGroup(group, transaction, work);
    } finally {
      this.isWriting = false;
      if (this.group !== null) this.commitWhenDue(this.group);
      leave();
    }
    const durable = this.settle(group, transaction);
    // Whoever waits for it is told; not to wait is no error of its own.
    durable.catch(() => undefined);
    return { result, durable };
  }

  private async settle(group: CommitGroup, { hooks }: SqliteWriter): Promise<void> {
    await this.sync.until(await group.committed);
    for (const hook of hooks) hook();
  }

  async integrityFaults(): Promise<readonly string[]> {
    return await this.keeper.check(this.path);
  }

  async copyTo(target: string): Promise<void> {
    await this.keeper.copy(this.path, target);
  }

  /** Call it when no read or write is under way. */
  async close(): Promise<void> {
    await this.checkpointing;
    this.writer.close();
    for (const { connection } of this.idle) connection.close();
    this.sync.close();
    await this.keeper.close(this.path);
  }

  private async begin(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        this.writer.raw('BEGIN IMMEDIATE');
        return;
      } catch (error) {
        // Only a stranger's program can hold the lock here. Wait without blocking the event loop.
        if (!isBusy(error) || attempt > lockRetries) throw storageErrorOf(error, this.path);
        await new Promise((resolve) => setTimeout(resolve, lockRetryMs));
      }
    }
  }

  private async openGroup(): Promise<CommitGroup> {
    this.sync.refuseAfterFailure();
    if (this.group !== null) return this.group;
    if (this.walPages > mostWalPages) await this.emptyFullWal();
    await this.begin();
    this.group = new CommitGroup();
    return this.group;
  }

  private async runInGroup<T>(
    group: CommitGroup,
    transaction: SqliteWriter,
    work: (writer: SqlWriter) => Promise<T>,
  ): Promise<T> {
    // The first has the transaction to itself and needs no mark to go back to.
    const isFirst = group.isEmpty;
    try {
      if (!isFirst) this.writer.raw('SAVEPOINT writer');
      const result = await work(transaction).finally(() => transaction.end());
      if (!isFirst) this.writer.raw('RELEASE writer');
      group.add(transaction.hasWritten);
      if (transaction.hasWritten) this.state = transaction.states.after;
      return result;
    } catch (error) {
      this.state = ++lastState;
      if (!isFirst && this.writer.isInTransaction) {
        this.writer.raw('ROLLBACK TO writer');
        this.writer.raw('RELEASE writer');
      } else {
        // SQLite has already rolled back by itself after some errors, such as a full disk: with all of the group.
        if (this.writer.isInTransaction) this.writer.raw('ROLLBACK');
        this.group = null;
        group.fail(error);
      }
      throw error;
    }
  }

  /**
   * Whoever waits goes on in the same transaction; the last one commits it. While a sync is under way nobody could be
   * answered before its end anyway: those who come until then share one commit and the next sync.
   */
  private commitWhenDue(group: CommitGroup): void {
    if (!group.mayGrow) this.commitGroup(group);
    else if (this.writers.waiting > 0) return;
    else if (!this.sync.isRunning) this.commitGroup(group);
    else if (!group.waitsForSync) {
      group.waitsForSync = true;
      this.sync.whenIdle(() => {
        group.waitsForSync = false;
        // A writer at work commits it when it leaves.
        if (this.group === group && !this.isWriting) this.commitGroup(group);
      });
    }
  }

  /** Never throws: its outcome is the group's. */
  private commitGroup(group: CommitGroup): void {
    this.group = null;
    try {
      this.writer.raw('COMMIT');
      group.succeed(group.hasWritten ? this.sync.committed() : this.sync.newest);
      if (group.hasWritten) this.measureWal();
    } catch (error) {
      this.state = ++lastState;
      if (this.writer.isInTransaction) this.writer.raw('ROLLBACK');
      group.fail(storageErrorOf(error, this.path));
    }
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

  private leaveSnapshots(): void {
    this.keepsSnapshots = false;
    for (const idle of this.idle) this.leaveSnapshot(idle);
  }

  private measureWal(): void {
    if (++this.unmeasured < commitsBetweenMeasures) return;
    this.unmeasured = 0;
    const { log: pages } = this.writer.raw('PRAGMA wal_checkpoint(NOOP)') as { log: number };
    this.walPages = pages;
    if (pages >= this.nextCheckpoint && this.checkpointing === null)
      this.checkpointing = this.checkpoint()
        .catch((error) => {
          // Nothing is lost, the log only grows; the next try waits until it has.
          this.nextCheckpoint = this.walPages + checkpointPages / 4;
          this.log.error('storage.checkpoint-failed', error, { path: this.path });
        })
        .finally(() => {
          this.checkpointing = null;
        });
  }

  /** Most of the work beside the writers, then the short rest, and the start of the new log, in between two of them. */
  private async checkpoint(): Promise<void> {
    this.leaveSnapshots();
    try {
      await this.keeper.passiveCheckpoint(this.path);
      const leave = await this.writers.enter();
      try {
        if (this.group !== null) this.commitGroup(this.group);
        await this.restartWal();
      } finally {
        leave();
      }
    } finally {
      this.keepsSnapshots = true;
    }
  }

  private async restartWal(): Promise<void> {
    const restarted = await this.keeper.restartWal(this.path);
    if (restarted) this.walPages = 1;
    // A reader still uses the log: try again when it has grown by as much again.
    this.nextCheckpoint = this.walPages + checkpointPages;
  }

  /** Writers wait, new readers too, until those at work have left the log, so that it cannot grow for ever. */
  private async emptyFullWal(): Promise<void> {
    const { promise: opened, resolve: open } = Promise.withResolvers<void>();
    this.readGate = opened;
    this.leaveSnapshots();
    try {
      if (!(await this.readersLeave())) {
        this.log.warn('storage.log-grows', { path: this.path, pages: this.walPages });
        return;
      }
      await this.restartWal();
    } finally {
      this.keepsSnapshots = true;
      this.readGate = null;
      open();
    }
  }

  private async readersLeave(): Promise<boolean> {
    if (this.readerCount === 0) return true;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const patience = setTimeout(() => resolve(false), readersPatienceMs);
    this.readersGone = () => resolve(true);
    try {
      return await promise;
    } finally {
      clearTimeout(patience);
      this.readersGone = null;
    }
  }
}
