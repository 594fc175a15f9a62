import type { SqlEngine } from '../storage/sql-engine.ts';

/** @throws Error when there is mail already: a new organisation over it would hide it, and nobody could sign in to it. */
export async function refuseLostSystem(engine: SqlEngine, dataDirectory: string): Promise<void> {
  for await (const _ of engine.accountIds()) {
    throw new Error(
      `there are mailboxes in ${dataDirectory}, and its system.db, which says whose they are, is empty or gone. ` +
        'Restore system.db from a backup, or give another data directory for a new organisation.',
    );
  }
}
