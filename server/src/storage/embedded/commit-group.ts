/** Writers that came while one was at work, or a sync, join its SQLite transaction, up to so many and for so long. */
const mostWriters = 32;
const longestMs = 5;

/**
 * Some writes of one file that are committed together: pages that all of them touch, such as the folder's row, are then
 * written to the log once. Each is undone for itself when its work fails; a failed COMMIT fails them all.
 */
export class CommitGroup {
  hasWritten = false;
  /** It will be committed at the end of the sync that is under way. */
  waitsForSync = false;
  /** The number of the commit to wait for (`WalSync.until`). */
  readonly committed: Promise<number>;
  private readonly outcome = Promise.withResolvers<number>();
  private readonly began = performance.now();
  private writers = 0;

  constructor() {
    this.committed = this.outcome.promise;
    // Nobody waits for it when every writer has failed by itself.
    this.committed.catch(() => undefined);
  }

  get isEmpty(): boolean {
    return this.writers === 0;
  }

  get mayGrow(): boolean {
    return this.writers < mostWriters && performance.now() - this.began < longestMs;
  }

  add(hasWritten: boolean): void {
    this.writers++;
    this.hasWritten ||= hasWritten;
  }

  succeed(commit: number): void {
    this.outcome.resolve(commit);
  }

  fail(error: unknown): void {
    this.outcome.reject(error);
  }
}
