import type { Log } from '../../platform/log/log.ts';
import type { FileKeeper } from './file-keeper.ts';
import type { SnapshotReaders } from './snapshot-readers.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

/** Pages of the log after which it is checkpointed: 8 MB. */
const checkpointPages = 1_000;
/** Pages of the log at which writers wait until it has been started anew: 256 MB. */
const mostPages = 32_000;
/** Asking for its length costs a tenth of a commit. */
const commitsBetweenMeasures = 8;

export interface WalLengthParts {
  readonly path: string;
  readonly keeper: FileKeeper;
  readonly log: Log;
  readonly writer: SqliteConnection;
  readonly readers: SnapshotReaders;
  /** Runs `work` when no transaction is open; writers wait meanwhile. */
  readonly betweenWriters: (work: () => Promise<void>) => Promise<void>;
}

/** How long the write-ahead log of a file is: it is checkpointed, and begun anew, so that it cannot grow for ever. */
export class WalLength {
  private readonly parts: WalLengthParts;
  private pages = 0;
  private unmeasured = 0;
  private nextCheckpoint = checkpointPages;
  private checkpointing: Promise<void> | null = null;

  constructor(parts: WalLengthParts) {
    this.parts = parts;
  }

  get isFull(): boolean {
    return this.pages > mostPages;
  }

  /** After each commit. */
  measure(): void {
    if (++this.unmeasured < commitsBetweenMeasures) return;
    this.unmeasured = 0;
    const { log: pages } = this.parts.writer.raw('PRAGMA wal_checkpoint(NOOP)') as { log: number };
    this.pages = pages;
    if (pages >= this.nextCheckpoint && this.checkpointing === null)
      this.checkpointing = this.checkpoint()
        .catch((error) => {
          // Nothing is lost, the log only grows; the next try waits until it has.
          this.nextCheckpoint = this.pages + checkpointPages / 4;
          this.parts.log.error('storage.checkpoint-failed', error, { path: this.parts.path });
        })
        .finally(() => {
          this.checkpointing = null;
        });
  }

  /** Before a write when `isFull`: writers wait until readers have left the log, at most ten seconds. */
  async emptyFull(): Promise<void> {
    const { path, readers, log } = this.parts;
    if (!(await readers.withoutReaders(() => this.restart())))
      log.warn('storage.log-grows', { path, pages: this.pages });
  }

  /** Resolves when no checkpoint is under way. */
  async settled(): Promise<void> {
    await this.checkpointing;
  }

  /** Most of the work beside the writers, then the short rest, and the start of the new log, in between two of them. */
  private async checkpoint(): Promise<void> {
    const { readers, keeper, path, betweenWriters } = this.parts;
    await readers.outsideSnapshots(async () => {
      await keeper.passiveCheckpoint(path);
      await betweenWriters(() => this.restart());
    });
  }

  private async restart(): Promise<void> {
    const restarted = await this.parts.keeper.restartWal(this.parts.path);
    if (restarted) this.pages = 1;
    // A reader still uses the log: try again when it has grown by as much again.
    this.nextCheckpoint = this.pages + checkpointPages;
  }
}
