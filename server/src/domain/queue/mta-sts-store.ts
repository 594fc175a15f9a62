import type { Scope } from '../../storage/sql-engine.ts';

/** A policy of MTA-STS as it was fetched (RFC 8461 §3.2). */
export interface StoredPolicy {
  readonly domain: string;
  /** What the DNS called it. */
  readonly id: string;
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** Policies that hold on after a restart: without them whoever answers for a domain's DNS could undo them then. */
export interface MtaStsStore {
  /** Those that hold at this moment. */
  load(now: number): Promise<readonly StoredPolicy[]>;
  /** In place of the one before; those that have ended go. */
  keep(policy: StoredPolicy, now: number): Promise<void>;
}

export function openMtaStsStore(scope: Scope): MtaStsStore {
  return {
    load: (now) =>
      scope.read(async (reader) => {
        const rows = await reader.all<StoredPolicy>(
          'SELECT domain, id, text, until FROM mta_sts_policy WHERE until > ?',
          now,
        );
        return rows.map(({ domain, id, text, until }) => ({ domain, id, text, until: Number(until) }));
      }),
    keep: ({ domain, id, text, until }, now) =>
      scope.write(async (writer) => {
        await writer.run('DELETE FROM mta_sts_policy WHERE until <= ? OR domain = ?', now, domain);
        await writer.run(
          `INSERT INTO mta_sts_policy (domain, id, text, until) VALUES (?, ?, ?, ?)
           ON CONFLICT (domain) DO UPDATE SET id = excluded.id, text = excluded.text, until = excluded.until`,
          domain,
          id,
          text,
          until,
        );
      }),
  };
}
