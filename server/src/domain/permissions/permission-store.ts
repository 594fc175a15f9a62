import type { Clock } from '../../platform/clock/clock.ts';
import type { SqlReader } from '../../storage/sql-engine.ts';
import type { SystemScope } from '../../storage/system-scope.ts';
import type { WriteScope } from './write-scope.ts';

interface Dated {
  readonly name: string;
  readonly whenCreated: number;
  readonly whenChanged: number;
}

/** A role group of the organisation's own, or what was changed of a built-in one. */
export interface StoredRoleGroup extends Dated {
  readonly displayName: string;
  readonly description: string | null;
  readonly managedBy: readonly string[];
}

/** A role made from another; it never holds more than its parent. */
export interface StoredRole extends Dated {
  readonly parent: string;
  readonly description: string;
  /** By cmdlet in Exchange's spelling; `null`: every parameter that the parent has of it. */
  readonly entries: Readonly<Record<string, readonly string[] | null>>;
}

/** A role given to a role group. `removed` takes a built-in assignment away. */
export interface StoredAssignment extends Dated {
  readonly role: string;
  readonly assignee: string;
  readonly delegating: boolean;
  readonly enabled: boolean;
  readonly removed: boolean;
  readonly writeScope?: WriteScope;
}

/** A management scope: recipients by what is known of them. */
export interface StoredManagementScope extends Dated {
  /** OPATH, as `-Filter` of Get-Recipient takes it. */
  readonly recipientFilter: string;
  /** The organisational unit that was named, if one was: all recipients stand in it. */
  readonly recipientRoot: string | null;
}

interface Kinds {
  readonly group: StoredRoleGroup;
  readonly role: StoredRole;
  readonly assignment: StoredAssignment;
  readonly scope: StoredManagementScope;
}

/** The organisation's own permissions, read from memory; names are found without case. Writes resolve when durable. */
export interface PermissionStore {
  groups(): readonly StoredRoleGroup[];
  roles(): readonly StoredRole[];
  assignments(): readonly StoredAssignment[];
  scopes(): readonly StoredManagementScope[];
  /** Adds one or replaces the one of this name, with today's date. */
  put<K extends keyof Kinds>(kind: K, record: Omit<Kinds[K], 'whenCreated' | 'whenChanged'>): Promise<void>;
  remove(kind: keyof Kinds, names: readonly string[]): Promise<void>;
}

/** `scope`: the system scope, migrated with `permissionsMigrations`. */
export async function openPermissionStore({
  scope,
  clock,
}: {
  readonly scope: SystemScope;
  readonly clock: Clock;
}): Promise<PermissionStore> {
  let kept: Awaited<ReturnType<typeof load>> = { group: [], role: [], assignment: [], scope: [] };
  await scope.keep(['permission'], async (reader) => {
    kept = await load(reader);
  });
  const refresh = async (): Promise<void> => {
    kept = await scope.read(load);
  };
  return {
    groups: () => kept.group,
    roles: () => kept.role,
    assignments: () => kept.assignment,
    scopes: () => kept.scope,
    async put(kind, record) {
      const key = record.name.toLowerCase();
      const now = clock.now();
      const before = kept[kind].find(({ name }) => name.toLowerCase() === key);
      const dated = { ...record, whenCreated: before?.whenCreated ?? now, whenChanged: now };
      await scope.write((writer) =>
        writer
          .run(
            'INSERT INTO permission (kind, name_key, record) VALUES (?, ?, ?) ON CONFLICT (kind, name_key) DO UPDATE SET record = excluded.record',
            kind,
            key,
            JSON.stringify(dated),
          )
          .then(() => undefined),
      );
      await refresh();
    },
    async remove(kind, names) {
      await scope.write((writer) =>
        writer.runMany(
          'DELETE FROM permission WHERE kind = ? AND name_key = ?',
          names.map((name) => [kind, name.toLowerCase()]),
        ),
      );
      await refresh();
    },
  };
}

async function load(reader: SqlReader): Promise<{ readonly [K in keyof Kinds]: readonly Kinds[K][] }> {
  const rows = await reader.all<{ kind: string; record: string }>(
    'SELECT kind, record FROM permission ORDER BY name_key',
  );
  const of = <K extends keyof Kinds>(kind: K): readonly Kinds[K][] =>
    rows.filter((row) => row.kind === kind).map(({ record }) => JSON.parse(record) as Kinds[K]);
  return { group: of('group'), role: of('role'), assignment: of('assignment'), scope: of('scope') };
}
