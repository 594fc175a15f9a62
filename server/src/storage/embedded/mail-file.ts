import type { Log } from '../../platform/log/log.ts';
import type { SqlReader, SqlWriter, WrittenAhead } from '../sql-engine.ts';
import { CommitGroup } from './commit-group.ts';
import type { FileKeeper } from './file-keeper.ts';
import { SnapshotReaders } from './snapshot-readers.ts';
import { SqliteConnection } from './sqlite-connection.ts';
import { isBusy, storageErrorOf } from './sqlite-errors.ts';
import { SqliteWriter } from './sqlite-transaction.ts';
import { Turnstile } from '../turnstile.ts';
import { WalLength } from './wal-length.ts';
import { type Flush, WalSync } from './wal-sync.ts';

// Small, since a hundred files may be open: what is read often stays in the system's own cache.
const writerCacheKilobytes = 1_024;
const lockRetries = 250;
const lockRetryMs = 20;

let lastState = 0;

/**
 * One open SQLite file: a writing connection, as many reading ones as there are reads at once, and the sync of its log.
 * Only the file keeper's thread waits for the disk; here nothing does but a read of pages that are not in memory.
 */
export class MailFile {
  readonly path: string;
  private readonly keeper: FileKeeper;
  private readonly sync: WalSync;
  private readonly writer: SqliteConnection;
  private readonly readers: SnapshotReaders;
  private readonly wal: WalLength;
  private readonly writers = new Turnstile();
  /** The transaction that is open between two writers. */
  private group: CommitGroup | null = null;
  private isWriting = false;
  /** A name that no other state of any file has had (`SqlWriter.states`). */
  private state = ++lastState;

  private constructor(path: string, keeper: FileKeeper, log: Log, sync: WalSync) {
    this.path = path;
    this.keeper = keeper;
    this.sync = sync;
    this.writer = new SqliteConnection(path, { cacheKilobytes: writerCacheKilobytes });
    this.readers = new SnapshotReaders(path, log, sync);
    const betweenWriters = (work: () => Promise<void>) => this.betweenWriters(work);
    this.wal = new WalLength({ path, keeper, log, writer: this.writer, readers: this.readers, betweenWriters });
  }

  static async open(path: string, keeper: FileKeeper, log: Log, flush: Flush): Promise<MailFile> {
    await keeper.open(path);
    return new MailFile(path, keeper, log, await WalSync.open(`${path}-wal`, flush));
  }

  read<T>(work: (reader: SqlReader) => Promise<T>): Promise<T> {
    return this.readers.read(work);
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
    await this.wal.settled();
    this.writer.close();
    this.readers.close();
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
    if (this.wal.isFull) await this.wal.emptyFull();
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

  private async betweenWriters(work: () => Promise<void>): Promise<void> {
    const leave = await this.writers.enter();
    try {
      if (this.group !== null) this.commitGroup(this.group);
      await work();
    } finally {
      leave();
    }
  }

  /** Never throws: its outcome is the group's. */
  private commitGroup(group: CommitGroup): void {
    this.group = null;
    try {
      this.writer.raw('COMMIT');
      group.succeed(group.hasWritten ? this.sync.committed() : this.sync.newest);
      if (group.hasWritten) this.wal.measure();
    } catch (error) {
      this.state = ++lastState;
      if (this.writer.isInTransaction) this.writer.raw('ROLLBACK');
      group.fail(storageErrorOf(error, this.path));
    }
  }
}
