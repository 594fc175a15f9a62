import { createHash } from 'node:crypto';
import type { Scope, SqlReader } from '../../storage/sql-engine.ts';

export interface NamedAddress {
  readonly name: string | null;
  readonly email: string;
}

/** What the owner changed of an identity (RFC 8621 §6); what is missing is as the directory says. */
export interface IdentityText {
  readonly name?: string;
  readonly replyTo?: readonly NamedAddress[] | null;
  readonly bcc?: readonly NamedAddress[] | null;
  readonly textSignature?: string;
  readonly htmlSignature?: string;
}

export interface IdentityTexts {
  of(mailbox: string): Promise<ReadonlyMap<string, IdentityText>>;
  change(mailbox: string, identityId: string, change: IdentityText): Promise<void>;
}

export function openIdentityTexts(scope: Scope): IdentityTexts {
  return {
    of: (mailbox) => scope.read((reader) => textsOf(reader, mailbox)),
    change: (mailbox, identityId, change) =>
      scope.write(async (writer) => {
        const before = (await textsOf(writer, mailbox)).get(identityId) ?? {};
        await writer.run(
          `INSERT INTO identity_text (mailbox, identity_id, record) VALUES (?, ?, ?)
           ON CONFLICT (mailbox, identity_id) DO UPDATE SET record = excluded.record`,
          mailbox,
          identityId,
          JSON.stringify({ ...before, ...change }),
        );
      }),
  };
}

/** The id of the identity with an address (RFC 8621 §6), the same whoever has it. */
export function identityIdOf(email: string): string {
  return `I${createHash('sha256').update(email).digest('base64url').slice(0, 16)}`;
}

/** A word that differs when the texts do. */
export function stateOf(texts: unknown): string {
  return createHash('sha256').update(JSON.stringify(texts)).digest('base64url').slice(0, 16);
}

async function textsOf(reader: SqlReader, mailbox: string): Promise<ReadonlyMap<string, IdentityText>> {
  const rows = await reader.all<{ identity_id: string; record: string }>(
    'SELECT identity_id, record FROM identity_text WHERE mailbox = ? ORDER BY identity_id',
    mailbox,
  );
  return new Map(rows.map((row) => [row.identity_id, JSON.parse(row.record) as IdentityText]));
}
