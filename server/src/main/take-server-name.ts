import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../platform/clock/clock.ts';
import type { Log } from '../platform/log/log.ts';
import type { ExclusiveLocks, LockKeeper } from '../storage/exclusive-locks.ts';

/** A server that was killed a moment ago may still hold its name: the database notices when its connection ends. */
const patienceMs = 3_000;
const betweenAttemptsMs = 250;
/** The database went away: how long a server waits before it tries, again, to take its name. */
const againMs = 1_000;

export interface HeldServerName {
  /** Resolves when another server took the name while the database was away, with a sentence for the operator; else never. */
  readonly taken: Promise<string>;
  /** The name is not taken again when the connection breaks: the server stops. */
  letGo(): void;
}

/**
 * One server of a name at a time on a database: two would send the same queue twice and obey the same connectors. Held until
 * the locks close; lost with the connection to the database, and taken again as soon as that answers.
 * @throws Error when another one runs.
 */
export async function takeServerName(options: {
  readonly locks: ExclusiveLocks;
  readonly serverName: string;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<HeldServerName> {
  const { locks, serverName, clock, log } = options;
  const { promise: taken, resolve: giveUp } = Promise.withResolvers<string>();
  let isHeld = true;
  let isSeeking = false;
  let isLetGo = false;
  const keeper: LockKeeper = {
    giveWay: () => false,
    lost() {
      isHeld = false;
      if (!isSeeking) void seek();
    },
  };
  const seek = async (): Promise<void> => {
    isSeeking = true;
    while (!isHeld) {
      await new Promise<void>((resolve) => void clock.after(againMs, resolve));
      if (isLetGo) return;
      // Before asking: whoever loses it meanwhile says otherwise.
      isHeld = true;
      try {
        if (!(await takeWithin(locks, serverName, keeper))) return giveUp(takenSentence(serverName));
        log.info('server-name-held-again', { server: serverName });
      } catch (error) {
        // Still away; nothing that a database may answer is a reason to go on without the name.
        isHeld = false;
        log.debug('server-name-not-held', { server: serverName, reason: (error as Error).message });
      }
    }
    isSeeking = false;
  };
  if (!(await takeWithin(locks, serverName, keeper)))
    throw new Error(
      `a server named ${serverName} runs on this database already, and it sends the queue of that name. ` +
        'Stop it first, or give this one a name of its own with --server-name.',
    );
  return { taken, letGo: () => void (isLetGo = true) };
}

function takenSentence(serverName: string): string {
  return (
    `another server named ${serverName} has started on this database while the connection to it was lost, and sends the ` +
    'queue of that name now. This one stops.'
  );
}

async function takeWithin(locks: ExclusiveLocks, serverName: string, keeper: LockKeeper): Promise<boolean> {
  const begun = performance.now();
  while ((await locks.take(`server ${serverName.toUpperCase()}`, keeper)) === null) {
    if (performance.now() - begun > patienceMs) return false;
    await pause(betweenAttemptsMs);
  }
  return true;
}
