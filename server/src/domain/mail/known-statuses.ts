import type { RefusingScope } from './account-context.ts';
import type { FolderStatus } from './account-store.ts';

/**
 * What folders hold, from memory while nobody writes into the account: most sessions open a folder in which nothing has
 * happened since another did. Only where this process alone owns the tables and so makes every write itself.
 */
export class KnownStatuses {
  readonly #scope: RefusingScope;
  readonly #isAlone: boolean;
  readonly #byFolder = new Map<number, FolderStatus>();
  #asOf: number | null = null;

  constructor(scope: RefusingScope, isAlone: boolean) {
    this.#scope = scope;
    this.#isAlone = isAlone;
  }

  /** Undefined: it has to be read. */
  of(folderId: number): FolderStatus | undefined {
    return this.#asOf === this.#scope.settledWrites ? this.#byFolder.get(folderId) : undefined;
  }

  /** `asOf` is what the scope's `settledWrites` were before the reading. */
  note(folderId: number, status: FolderStatus, asOf: number | null): void {
    // What was read may be of before or after a write that has begun meanwhile.
    if (!this.#isAlone || asOf === null || asOf !== this.#scope.settledWrites) return;
    if (asOf !== this.#asOf) this.#byFolder.clear();
    this.#asOf = asOf;
    this.#byFolder.set(folderId, status);
  }
}
