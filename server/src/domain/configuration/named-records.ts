import { randomUUID } from 'node:crypto';
import type { Clock } from '../../platform/clock/clock.ts';
import type { SqlReader } from '../../storage/sql-engine.ts';
import type { SystemScope } from '../../storage/system-scope.ts';
import { DirectoryError } from '../directory/directory.ts';

/** What every object of the configuration has that administrators make and name. */
export interface NamedRecord {
  readonly guid: string;
  /** 1 to 64 characters, unique without case. */
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly whenCreated: number;
  readonly whenChanged: number;
}

export type Facts<T extends NamedRecord> = Omit<T, keyof NamedRecord>;

/** Objects of one kind. Reads are from memory, in the order in which they were made; writes resolve when durable. */
export interface NamedRecords<T extends NamedRecord> {
  list(): readonly T[];
  /** @throws DirectoryError 'name-taken', 'address-invalid' and what `check` throws. */
  create(name: string, facts: Facts<T>): Promise<T>;
  /** @throws DirectoryError as `create`, and 'not-found'. */
  update(guid: string, change: Partial<Facts<T> & Pick<T, 'name'>>): Promise<T>;
  remove(guid: string): Promise<void>;
}

export interface NamedRecordsParts<T extends NamedRecord> {
  /** The system scope, migrated. */
  readonly scope: SystemScope;
  readonly clock: Clock;
  /** With columns guid, name_key and record. */
  readonly table: string;
  /** What a field that a newer version added has in a row that an older one wrote. */
  readonly defaults: Facts<T>;
  /** Says no to what contradicts the others. */
  readonly check?: (record: T, others: readonly T[]) => void;
}

export async function openNamedRecords<T extends NamedRecord>(parts: NamedRecordsParts<T>): Promise<NamedRecords<T>> {
  const { scope, clock, table, defaults, check } = parts;
  const load = async (reader: SqlReader): Promise<readonly T[]> => {
    const rows = await reader.all<{ guid: string; record: string }>(`SELECT guid, record FROM ${table}`);
    return rows
      .map(({ guid, record }) => ({ ...defaults, ...(JSON.parse(record) as T), guid }) as T)
      .sort((one, other) => one.whenCreated - other.whenCreated || (one.name < other.name ? -1 : 1));
  };
  let records: readonly T[] = [];
  await scope.keep([table], async (reader) => {
    records = await load(reader);
  });

  const checked = (record: T, others: readonly T[]): T => {
    checkName(record, others);
    check?.(record, others);
    return record;
  };

  return {
    list: () => records,
    create: (name, facts) =>
      scope.write(async (writer) => {
        const now = clock.now();
        const record = checked(
          { ...facts, guid: randomUUID(), name: name.trim(), whenCreated: now, whenChanged: now } as unknown as T,
          await load(writer),
        );
        await writer.run(
          `INSERT INTO ${table} (guid, name_key, record) VALUES (?, ?, ?)`,
          record.guid,
          record.name.toLowerCase(),
          JSON.stringify(record),
        );
        writer.onCommit(() => void (records = [...records, record]));
        return record;
      }),
    update: (guid, change) =>
      scope.write(async (writer) => {
        const all = await load(writer);
        const current = all.find((one) => one.guid === guid);
        if (current === undefined) throw gone(guid);
        const record = checked(
          { ...current, ...change, guid, whenChanged: clock.now() } as T,
          all.filter((one) => one.guid !== guid),
        );
        await writer.run(
          `UPDATE ${table} SET name_key = ?, record = ? WHERE guid = ?`,
          record.name.toLowerCase(),
          JSON.stringify(record),
          guid,
        );
        writer.onCommit(() => void (records = records.map((one) => (one.guid === guid ? record : one))));
        return record;
      }),
    remove: (guid) =>
      scope.write(async (writer) => {
        await writer.run(`DELETE FROM ${table} WHERE guid = ?`, guid);
        writer.onCommit(() => void (records = records.filter((one) => one.guid !== guid)));
      }),
  };
}

function checkName<T extends NamedRecord>({ name }: T, others: readonly T[]): void {
  if (name === '' || name.length > 64 || /[\p{Cc}\p{Zl}\p{Zp}\\]/u.test(name))
    throw new DirectoryError(
      'address-invalid',
      `The name "${name}" isn't valid: it must have 1 to 64 characters and no backslash.`,
      `Le nom « ${name} » n’est pas valable : 1 à 64 caractères, sans barre oblique inverse.`,
      { value: name, property: 'Name' },
    );
  if (others.some((other) => other.name.toLowerCase() === name.toLowerCase()))
    throw new DirectoryError(
      'name-taken',
      `The name "${name}" is already in use; choose another one.`,
      `Le nom « ${name} » est déjà utilisé ; choisissez-en un autre.`,
      { value: name, property: 'Name' },
    );
}

function gone(guid: string): DirectoryError {
  return new DirectoryError(
    'not-found',
    `There is no object with the id ${guid}; it was removed meanwhile.`,
    `Aucun objet n’a l’identifiant ${guid} ; il a été supprimé entre-temps.`,
  );
}
