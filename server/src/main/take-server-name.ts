import { setTimeout as pause } from 'node:timers/promises';
import type { ExclusiveLocks } from '../storage/exclusive-locks.ts';

/** A server that was killed a moment ago may still hold its name: the database notices when its connection ends. */
const patienceMs = 3_000;
const betweenAttemptsMs = 250;

/**
 * One server of a name at a time on a database: two would send the same queue twice and obey the same connectors.
 * Held until the locks close.
 * @throws Error when another one runs.
 */
export async function takeServerName(locks: ExclusiveLocks, serverName: string): Promise<void> {
  const keeper = { giveWay: () => false, lost: () => {} };
  const begun = performance.now();
  while ((await locks.take(`server ${serverName.toUpperCase()}`, keeper)) === null) {
    if (performance.now() - begun > patienceMs)
      throw new Error(
        `a server named ${serverName} runs on this database already, and it sends the queue of that name. ` +
          'Stop it first, or give this one a name of its own with --server-name.',
      );
    await pause(betweenAttemptsMs);
  }
}
