import type { Scope } from '../../storage/sql-engine.ts';

/** What webmail remembers for a user on every browser: a JSON object of its own keys. */
export interface WebmailPreferences {
  of(mailbox: string): Promise<Readonly<Record<string, unknown>>>;
  /** Puts the given keys over what is there; `null` takes a key away. All of them afterwards. */
  change(mailbox: string, change: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>>;
}

export function openWebmailPreferences(scope: Scope): WebmailPreferences {
  const select = 'SELECT record FROM webmail_preference WHERE mailbox = ?';
  const read = (row: { record: string } | undefined): Record<string, unknown> =>
    row === undefined ? {} : (JSON.parse(row.record) as Record<string, unknown>);
  return {
    of: async (mailbox) => read(await scope.read((reader) => reader.get<{ record: string }>(select, mailbox))),
    change: (mailbox, change) =>
      scope.write(async (writer) => {
        const next = { ...read(await writer.get<{ record: string }>(select, mailbox)), ...change };
        for (const [key, value] of Object.entries(next)) if (value === null) delete next[key];
        await writer.run(
          `INSERT INTO webmail_preference (mailbox, record) VALUES (?, ?)
           ON CONFLICT (mailbox) DO UPDATE SET record = excluded.record`,
          mailbox,
          JSON.stringify(next),
        );
        return next;
      }),
  };
}
