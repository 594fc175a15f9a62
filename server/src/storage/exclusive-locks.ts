/** Who holds a lock, as the one that wants it sees it. */
export interface LockKeeper {
  /** Another process wants the lock. True: the keeper has given up what the lock guards, and the lock may go. */
  giveWay(): boolean;
  /** The store has lost the lock (its connection broke): somebody else may hold it already. */
  lost(): void;
}

export interface HeldLock {
  /** Resolves when another process may take it. Safe to call twice. */
  release(): Promise<void>;
}

/**
 * Locks by name, one holder each among all processes that share the store. A process that ends, however it ends, holds
 * nothing any more.
 */
export interface ExclusiveLocks {
  /** Null: somebody else holds it and keeps it. @throws StorageError 'storage-unavailable' */
  take(name: string, keeper: LockKeeper): Promise<HeldLock | null>;
  close(): Promise<void>;
}
