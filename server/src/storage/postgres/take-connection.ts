import { setTimeout as pause } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { tooManyConnections } from './postgres-errors.ts';

const betweenTriesMs = 100;

/**
 * A connection of the pool. While the database gives this server no more of them, whoever asks waits for one that somebody gives back, or
 * that the database has again, for `patienceMs` at most: with a few connections all goes slower, and nothing is refused.
 * @throws the database's error.
 */
export async function takeConnection(pool: Pool, patienceMs: number): Promise<PoolClient> {
  const until = performance.now() + patienceMs;
  for (;;) {
    try {
      return await pool.connect();
    } catch (error) {
      if ((error as { code?: string }).code !== tooManyConnections || performance.now() >= until) throw error;
    }
    await pause(betweenTriesMs);
  }
}
