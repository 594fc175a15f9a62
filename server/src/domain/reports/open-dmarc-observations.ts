import { createHash } from 'node:crypto';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Log } from '../../platform/log/log.ts';
import type { Scope, SqlWriter } from '../../storage/sql-engine.ts';
import type { CountedObservation, DmarcObservation, DmarcObservations, ObservedDay } from './dmarc-observation.ts';

export const dayMs = 86_400_000;
const writeAfterMs = 60_000;
/** Whoever sends from everywhere in everybody's name fills no disk: what is new beyond it is not reported. */
const mostOfDay = 100_000;
/** Kinds that wait to be written; they are written at once then. */
const mostWaiting = 1000;

interface Waiting {
  readonly day: number;
  readonly observation: DmarcObservation;
  count: number;
}

/** `scope`: the system's, migrated with `reportMigrations`; several nodes count together. */
export function openDmarcObservations(parts: {
  readonly scope: Scope;
  readonly clock: Clock;
  readonly log: Log;
}): DmarcObservations {
  const { scope, clock, log } = parts;
  let waiting = new Map<string, Waiting>();
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
    flush().catch((cause: unknown) => log.error('dmarc-observations-not-written', cause));
  }

  function flush(): Promise<void> {
    const turn = writing.then(async () => {
      if (waiting.size === 0) return;
      const batch = [...waiting.entries()];
      waiting = new Map();
      await scope.write((writer) => write(writer, batch));
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
          'SELECT DISTINCT day, policy_domain FROM dmarc_observation WHERE day < ? ORDER BY day, policy_domain',
          day,
        ),
      );
      return rows.map((row) => ({ day: Number(row.day), policyDomain: row.policy_domain }));
    },
    async of({ day, policyDomain }, most) {
      const rows = await scope.read((reader) =>
        reader.all<{ record: string; messages: number }>(
          `SELECT record, messages FROM dmarc_observation WHERE day = ? AND policy_domain = ?
           ORDER BY messages DESC, kind LIMIT ?`,
          day,
          policyDomain,
          most,
        ),
      );
      return rows.map(
        ({ record, messages }): CountedObservation => ({
          ...(JSON.parse(record) as DmarcObservation),
          count: Number(messages),
        }),
      );
    },
    forgetting,
    forget: (observed) => scope.write(forgetting(observed)),
    flush,
    stop() {
      isStopped = true;
      timer.cancel();
    },
  };
}

function forgetting({ day, policyDomain }: ObservedDay): (writer: SqlWriter) => Promise<void> {
  return async (writer) => {
    await writer.run('DELETE FROM dmarc_observation WHERE day = ? AND policy_domain = ?', day, policyDomain);
  };
}

async function write(writer: SqlWriter, batch: readonly (readonly [string, Waiting])[]): Promise<void> {
  const room = new Map<number, boolean>();
  for (const [, { day, observation, count }] of batch) {
    const kind = keyOf(observation);
    const known = await writer.run(
      'UPDATE dmarc_observation SET messages = messages + ? WHERE day = ? AND policy_domain = ? AND kind = ?',
      count,
      day,
      observation.policyDomain,
      kind,
    );
    if (known.changes > 0) continue;
    if (!room.has(day)) room.set(day, await hasRoom(writer, day));
    if (room.get(day) !== true) continue;
    await writer.run(
      `INSERT INTO dmarc_observation (day, policy_domain, kind, messages, record) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (day, policy_domain, kind) DO UPDATE SET messages = dmarc_observation.messages + excluded.messages`,
      day,
      observation.policyDomain,
      kind,
      count,
      JSON.stringify(observation),
    );
  }
}

async function hasRoom(writer: SqlWriter, day: number): Promise<boolean> {
  const row = await writer.get<{ kinds: number }>('SELECT count(*) AS kinds FROM dmarc_observation WHERE day = ?', day);
  return Number(row?.kinds ?? 0) < mostOfDay;
}

/** Of those that are counted together. */
function keyOf(observation: DmarcObservation): string {
  return createHash('sha256').update(JSON.stringify(observation)).digest('base64url').slice(0, 22);
}
