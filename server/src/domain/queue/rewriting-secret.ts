import { randomBytes } from 'node:crypto';
import type { Scope } from '../../storage/sql-engine.ts';

/** The secret that rewritten senders (SRS) are signed with: made once, the same on every node and after every restart. */
export async function rewritingSecret(scope: Scope, now: number): Promise<string> {
  const row = await scope.write(async (writer) => {
    await writer.run(
      `INSERT INTO setting (noun, name, value, when_changed) VALUES ('SenderRewriting', 'secret', ?, ?) ON CONFLICT (noun, name) DO NOTHING`,
      randomBytes(32).toString('hex'),
      now,
    );
    return writer.get<{ value: string }>(
      `SELECT value FROM setting WHERE noun = 'SenderRewriting' AND name = 'secret'`,
    );
  });
  return row?.value ?? '';
}
