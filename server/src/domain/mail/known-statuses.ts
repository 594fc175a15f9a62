import type { RefusingScope } from './account-context.ts';
import type { FolderStatus } from './account-store.ts';

/** More folders than this are read anew. */
const mostKept = 1_000;

/**
 * The status of folders as of their last durable change, so that a session that hears of a change of flags, or opens a folder in
 * which nothing else has happened, asks the database nothing. Who changes a folder's messages says what it is since, or only that
 * it is another one (`announce`). Only where this process alone owns the tables and so makes every change itself.
 */
export class KnownStatuses {
  readonly #scope: RefusingScope;
  readonly #isAlone: boolean;
  readonly #known = new Map<number, FolderStatus>();
  #failures = 0;

  constructor(scope: RefusingScope, isAlone: boolean) {
    this.#scope = scope;
    this.#isAlone = isAlone;
  }

  /** Undefined: it has to be read. */
  of(folderId: number): FolderStatus | undefined {
    if (this.#scope.isShut) return undefined;
    // A write that could not be made durable may be seen by readers all the same, and has told nobody.
    if (this.#failures !== this.#scope.failedWrites) {
      this.#failures = this.#scope.failedWrites;
      this.#known.clear();
    }
    return this.#known.get(folderId);
  }

  /** A reading; `asOf` is what the scope's `settledWrites` were before it. */
  note(folderId: number, status: FolderStatus, asOf: number | null): void {
    // What was read may be of before or after a write that has begun meanwhile.
    if (asOf !== null && asOf === this.#scope.settledWrites) this.#keep(folderId, status);
  }

  /** A change is durable; `status` is the folder's since, null: it has to be read. To be called in the order of the commits. */
  changed(folderId: number, status: FolderStatus | null): void {
    if (status === null) this.#known.delete(folderId);
    else this.#keep(folderId, status);
  }

  /** Folders have come, gone, or got other numbers. */
  forget(): void {
    this.#known.clear();
  }

  #keep(folderId: number, status: FolderStatus): void {
    if (!this.#isAlone) return;
    if (this.#known.size >= mostKept) this.#known.clear();
    this.#known.set(folderId, status);
  }
}
