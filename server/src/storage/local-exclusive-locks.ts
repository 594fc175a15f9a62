import type { ExclusiveLocks, HeldLock, LockKeeper } from './exclusive-locks.ts';

/** The locks of a store that one process owns (`embedded/directory-lock.ts`): there is nobody else to ask. */
export class LocalExclusiveLocks implements ExclusiveLocks {
  readonly #keepers = new Map<string, LockKeeper>();

  async take(name: string, keeper: LockKeeper): Promise<HeldLock | null> {
    const before = this.#keepers.get(name);
    if (before !== undefined && !before.giveWay()) return null;
    this.#keepers.set(name, keeper);
    return {
      release: async () => {
        if (this.#keepers.get(name) === keeper) this.#keepers.delete(name);
      },
    };
  }

  async close(): Promise<void> {
    this.#keepers.clear();
  }
}
