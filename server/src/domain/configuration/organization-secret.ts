import { randomBytes } from 'node:crypto';
import type { Scope } from '../../storage/sql-engine.ts';

/** What the organization signs for itself: senders that it rewrites (SRS), and what it found out about senders. */
export type SecretPurpose = 'SenderRewriting' | 'AuthenticationResults';

/** The secret for a purpose: made once, the same on every node and after every restart. */
export async function organizationSecret(scope: Scope, purpose: SecretPurpose, now: number): Promise<string> {
  const row = await scope.write(async (writer) => {
    await writer.run(
      `INSERT INTO setting (noun, name, value, when_changed) VALUES (?, 'secret', ?, ?) ON CONFLICT (noun, name) DO NOTHING`,
      purpose,
      randomBytes(32).toString('hex'),
      now,
    );
    return writer.get<{ value: string }>(`SELECT value FROM setting WHERE noun = ? AND name = 'secret'`, purpose);
  });
  return row?.value ?? '';
}
