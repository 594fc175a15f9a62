import { randomBytes } from 'node:crypto';
import type { Scope, SqlWriter } from '../../storage/sql-engine.ts';
import type { SystemScope } from '../../storage/system-scope.ts';
import type { Credential, CredentialKind, CredentialOf } from './credential.ts';
import type { Credentials } from './credentials.ts';

interface Row {
  readonly id: string;
  readonly kind: string;
  readonly mailbox: string;
  readonly verifier: string;
  readonly record: string;
}

/**
 * Opens the credentials in the system scope, migrated with `credentialMigrations` and `directoryMigrations`. Those of
 * mailboxes that are gone are dropped.
 */
export async function openCredentials({ scope }: { readonly scope: SystemScope }): Promise<Credentials> {
  const byId = new Map<string, Credential>();
  const byVerifier = new Map<string, Credential>();
  const byMailbox = new Map<string, Map<string, Credential>>();
  const keys = new Map<string, Promise<Buffer>>();
  const noted = new Set<string>();
  /** Removed while the storage refused: they open nothing here, and must not do so after the next start either. */
  const leaving = new Set<string>();
  const listeners = new Set<(mailbox: string) => void>();

  await scope.write(async (writer) => {
    await writer.run('DELETE FROM credential WHERE mailbox NOT IN (SELECT guid FROM mailbox)');
  });
  await scope.keepRows<Row>({
    table: 'credential',
    key: 'id',
    columns: ['kind', 'mailbox', 'verifier', 'record'],
    known: () => byId.keys(),
    apply(changed, gone) {
      for (const id of gone) drop(id);
      const read = changed.map(({ record, ...row }) => ({ ...JSON.parse(record), ...row }) as Credential);
      for (const credential of read.toSorted((one, other) => one.createdAt - other.createdAt))
        if (!leaving.has(credential.id)) put(credential);
    },
  });

  function put(credential: Credential): void {
    const before = byId.get(credential.id);
    if (before !== undefined && before.verifier !== credential.verifier) byVerifier.delete(before.verifier);
    byId.set(credential.id, credential);
    byVerifier.set(credential.verifier, credential);
    const own = byMailbox.get(credential.mailbox) ?? new Map<string, Credential>();
    own.set(credential.id, credential);
    byMailbox.set(credential.mailbox, own);
  }

  function drop(id: string): void {
    const credential = byId.get(id);
    if (credential === undefined) return;
    byId.delete(id);
    byVerifier.delete(credential.verifier);
    noted.delete(id);
    const own = byMailbox.get(credential.mailbox);
    own?.delete(id);
    if (own?.size === 0) byMailbox.delete(credential.mailbox);
    for (const listener of listeners) listener(credential.mailbox);
  }

  const ofKind = <K extends CredentialKind>(kind: K, credential: Credential | undefined): CredentialOf<K> | null =>
    credential?.kind === kind ? (credential as CredentialOf<K>) : null;
  const kindOf = <K extends CredentialKind>(kind: K, all: Iterable<Credential>): readonly CredentialOf<K>[] =>
    [...all].filter((credential) => credential.kind === kind) as CredentialOf<K>[];

  async function writeRemovals(): Promise<void> {
    const ids = [...leaving];
    if (ids.length === 0) return;
    await scope.write(async (writer) => {
      await writer.runMany(
        'DELETE FROM credential WHERE id = ?',
        ids.map((id) => [id]),
      );
      writer.onCommit(() => {
        for (const id of ids) {
          drop(id);
          leaving.delete(id);
        }
      });
    });
  }

  const credentials: Credentials = {
    key(name) {
      const known = keys.get(name) ?? keep(scope, name);
      keys.set(name, known);
      known.catch(() => keys.delete(name));
      return known;
    },
    find: (kind, verifier) => ofKind(kind, byVerifier.get(verifier)),
    byId: (kind, id) => ofKind(kind, byId.get(id)),
    of: (mailbox, kind) => kindOf(kind, byMailbox.get(mailbox)?.values() ?? []),
    all: (kind) => kindOf(kind, byId.values()),
    async add(...added) {
      for (const credential of added) put(credential);
      try {
        await scope.write((writer) =>
          writer.runMany(
            'INSERT INTO credential (id, kind, mailbox, verifier, record) VALUES (?, ?, ?, ?, ?)',
            added.map(({ id, kind, mailbox, verifier, ...record }) => [
              id,
              kind,
              mailbox,
              verifier,
              JSON.stringify(record),
            ]),
          ),
        );
      } catch (error) {
        for (const { id } of added) drop(id);
        throw error;
      }
    },
    async replace(credential) {
      if (!byId.has(credential.id)) return;
      put(credential);
      await scope.write(async (writer) => {
        await update(writer, credential);
        // Before it wrote, the scope may have taken over what another node had written.
        writer.onCommit(() => put(credential));
      });
    },
    note(credential) {
      if (!byId.has(credential.id)) return;
      put(credential);
      noted.add(credential.id);
    },
    async remove(...ids) {
      for (const id of ids) {
        drop(id);
        leaving.add(id);
      }
      await writeRemovals();
    },
    removeAllOf: (mailbox) => credentials.remove(...(byMailbox.get(mailbox)?.keys() ?? [])),
    onRemove(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async flush() {
      await writeRemovals();
      const waiting = [...noted].map((id) => byId.get(id)).filter((credential) => credential !== undefined);
      noted.clear();
      if (waiting.length === 0) return;
      await scope.write(async (writer) => {
        for (const credential of waiting) await update(writer, credential);
      });
    },
  };
  return credentials;
}

async function update(writer: SqlWriter, { id, kind: _, mailbox: __, verifier, ...record }: Credential): Promise<void> {
  await writer.run('UPDATE credential SET verifier = ?, record = ? WHERE id = ?', verifier, JSON.stringify(record), id);
}

async function keep(scope: Scope, name: string): Promise<Buffer> {
  const value = await scope.write(async (writer) => {
    const made = randomBytes(32).toString('base64');
    await writer.run(
      'INSERT INTO credential_key (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING',
      name,
      made,
    );
    return (
      (await writer.get<{ value: string }>('SELECT value FROM credential_key WHERE name = ?', name))?.value ?? made
    );
  });
  return Buffer.from(value, 'base64');
}
