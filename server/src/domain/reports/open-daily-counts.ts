import { createHash } from 'node:crypto';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Log } from '../../platform/log/log.ts';
import type { Scope, SqlWriter } from '../../storage/sql-engine.ts';
import { AlreadyReported, type Counted, type DailyCounts, type Observation, type ObservedDay } from './daily-counts.ts';

export const dayMs = 86_400_000;
export const writeAfterMs = 60_000;
/** Whoever sends from everywhere in everybody's name fills no disk: what is new beyond it is not reported. */
const mostOfDay = 100_000;
/** Kinds that wait to be written; they are written at once then. */
const mostWaiting = 1000;

/** Of `report-migrations.ts`: a row for each day, domain and kind. */
export type CountsTable =
  | { readonly name: 'dmarc_observation'; readonly count: 'messages' }
  | { readonly name: 'tls_observation'; readonly count: 'sessions' };

interface Waiting<O> {
  readonly day: number;
  readonly observation: O;
  count: number;
}

/** `scope`: the system's, migrated with `reportMigrations`; several nodes count together. */
export function openDailyCounts<O extends Observation>(parts: {
  readonly table: CountsTable;
  readonly scope: Scope;
  readonly clock: Clock;
  readonly log: Log;
}): DailyCounts<O> {
  const { table, scope, clock, log } = parts;
  let waiting = new Map<string, Waiting<O>>();
  let writing: Promise<void> = Promise.resolve();
  let isArmed = false;
  let isStopped = false;
  const timer = clock.after(writeAfterMs, () => {
    isArmed = false;
    writeBehind();
  });
  timer.cancel();

  /** What cannot be written is not reported: the counts are no promise, and mail goes on. */
  function writeBehind(): void {
    flush().catch((cause: unknown) => log.error('observations-not-written', cause));
  }

  function flush(): Promise<void> {
    const turn = writing.then(async () => {
      if (waiting.size === 0) return;
      const batch = [...waiting.entries()];
      waiting = new Map();
      await scope.write((writer) => write(writer, table, batch));
    });
    writing = turn.catch(() => undefined);
    return turn;
  }

  return {
    note(observation) {
      const day = Math.floor(clock.now() / dayMs);
      const key = `${day} ${keyOf(observation)}`;
      const known = waiting.get(key);
      if (known !== undefined) {
        known.count += 1;
        return;
      }
      waiting.set(key, { day, observation, count: 1 });
      if (waiting.size >= mostWaiting) writeBehind();
      else if (!isArmed && !isStopped) {
        isArmed = true;
        timer.restart();
      }
    },
    async before(day) {
      await flush();
      const rows = await scope.read((reader) =>
        reader.all<{ day: number; policy_domain: string }>(
          `SELECT DISTINCT day, policy_domain FROM ${table.name} WHERE day < ? ORDER BY day, policy_domain`,
          day,
        ),
      );
      return rows.map((row) => ({ day: Number(row.day), policyDomain: row.policy_domain }));
    },
    async of({ day, policyDomain }, most) {
      const rows = await scope.read((reader) =>
        reader.all<{ record: string; times: number }>(
          `SELECT record, ${table.count} AS times FROM ${table.name} WHERE day = ? AND policy_domain = ?
           ORDER BY ${table.count} DESC, kind LIMIT ?`,
          day,
          policyDomain,
          most,
        ),
      );
      return rows.map(
        ({ record, times }): Counted<O> => ({
          ...(JSON.parse(record) as O),
          count: Number(times),
        }),
      );
    },
    claiming: (observed) => async (writer) => {
      if ((await forget(writer, table, observed)) === 0) throw new AlreadyReported();
    },
    forget: (observed) =>
      scope.write(async (writer) => {
        await forget(writer, table, observed);
      }),
    flush,
    stop() {
      isStopped = true;
      timer.cancel();
    },
  };
}

/** @returns how many kinds there were. */
async function forget(writer: SqlWriter, table: CountsTable, { day, policyDomain }: ObservedDay): Promise<number> {
  const done = await writer.run(`DELETE FROM ${table.name} WHERE day = ? AND policy_domain = ?`, day, policyDomain);
  return done.changes;
}

async function write(
  writer: SqlWriter,
  table: CountsTable,
  batch: readonly (readonly [string, Waiting<Observation>])[],
): Promise<void> {
  const { name, count: counted } = table;
  const room = new Map<number, boolean>();
  for (const [, { day, observation, count }] of batch) {
    const kind = keyOf(observation);
    const known = await writer.run(
      `UPDATE ${name} SET ${counted} = ${counted} + ? WHERE day = ? AND policy_domain = ? AND kind = ?`,
      count,
      day,
      observation.policyDomain,
      kind,
    );
    if (known.changes > 0) continue;
    if (!room.has(day)) room.set(day, await hasRoom(writer, table, day));
    if (room.get(day) !== true) continue;
    await writer.run(
      `INSERT INTO ${name} (day, policy_domain, kind, ${counted}, record) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (day, policy_domain, kind) DO UPDATE SET ${counted} = ${name}.${counted} + excluded.${counted}`,
      day,
      observation.policyDomain,
      kind,
      count,
      JSON.stringify(observation),
    );
  }
}

async function hasRoom(writer: SqlWriter, { name }: CountsTable, day: number): Promise<boolean> {
  const row = await writer.get<{ kinds: number }>(`SELECT count(*) AS kinds FROM ${name} WHERE day = ?`, day);
  return Number(row?.kinds ?? 0) < mostOfDay;
}

/** Of those that are counted together. */
function keyOf(observation: Observation): string {
  return createHash('sha256').update(JSON.stringify(observation)).digest('base64url').slice(0, 22);
}
