import type { SqlEngine } from '../sql-engine.ts';

/** How many servers run on the database now, told by their connections for signals; 0 of files, which have a lock of their own. */
export async function serversOn({ system, differences }: SqlEngine): Promise<number> {
  if (differences.name !== 'postgres') return 0;
  const found = await system.read(
    async (reader) =>
      await reader.get<{ count: number }>(
        `SELECT COUNT(*) AS count FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'relais-signal'`,
      ),
  );
  return found?.count ?? 0;
}
