import { randomUUID } from 'node:crypto';
import type { Clock } from '../../platform/clock/clock.ts';
import type { ServerFacts } from '../../platform/settings/define-settings.ts';
import type { Scope, SqlReader, SqlWriter } from '../../storage/sql-engine.ts';

/** One node as `Get-ExchangeServer` shows it. */
export interface ServerRecord {
  readonly guid: string;
  readonly name: string;
  readonly fqdn: string;
  readonly roles: readonly ('Mailbox' | 'ClientAccess')[];
  readonly edition: 'Standard';
  /** Of the running program, with its build where that is known: `0.1.0 (Build bb9fad1a)`. */
  readonly version: string;
  /** First run of this node, milliseconds since 1970. */
  readonly whenCreated: number;
  readonly bindAddress: string | null;
  readonly portOffset: number;
  /** False from the beginning of the organisation's first start until its passwords were shown; of earlier versions absent. */
  readonly passwordsAreShown?: boolean;
}

export interface ServerRecordOptions {
  readonly scope: Scope;
  readonly clock: Clock;
  /** What the command line says; address and offset count at the first run only. */
  readonly server: ServerFacts;
  /** Version of the running program. */
  readonly version: string;
}

/** This node's record, made at its first run; name, FQDN and version follow the running program afterwards. */
export async function openServerRecord({ scope, clock, server, version }: ServerRecordOptions): Promise<ServerRecord> {
  return scope.write(async (writer) => {
    const key = server.serverName.toUpperCase();
    const row = await writer.get<{ record: string }>('SELECT record FROM server WHERE name = ?', key);
    const known = row === undefined ? null : (JSON.parse(row.record) as ServerRecord);
    const others = await writer.get('SELECT name FROM server WHERE name <> ? LIMIT 1', key);
    const record: ServerRecord = {
      guid: known?.guid ?? randomUUID(),
      name: server.serverName,
      fqdn: server.fqdn,
      roles: ['Mailbox', 'ClientAccess'],
      edition: 'Standard',
      version,
      whenCreated: known?.whenCreated ?? clock.now(),
      bindAddress: known === null ? server.bindAddress : known.bindAddress,
      portOffset: known?.portOffset ?? server.portOffset,
      // A further server on the same database joins an organisation whose passwords are somebody else's to show.
      passwordsAreShown: known === null ? others !== undefined : (known.passwordsAreShown ?? true),
    };
    await save(writer, record);
    return record;
  });
}

/** The first passwords have been read: no later start makes them anew. */
export async function notePasswordsShown(scope: Scope, record: ServerRecord): Promise<void> {
  await scope.write((writer) => save(writer, { ...record, passwordsAreShown: true }));
}

async function save(writer: SqlWriter, record: ServerRecord): Promise<void> {
  await writer.run(
    'INSERT INTO server (name, record) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET record = excluded.record',
    record.name.toUpperCase(),
    JSON.stringify(record),
  );
}

/** Every node that has ever run on these data, the first one first. */
export async function serverRecords(reader: SqlReader): Promise<readonly ServerRecord[]> {
  const rows = await reader.all<{ record: string }>('SELECT record FROM server');
  return rows
    .map(({ record }) => JSON.parse(record) as ServerRecord)
    .sort((one, other) => one.whenCreated - other.whenCreated);
}

/** Gives a node another name, in place of a node that had it; its GUID, address and ports stay. */
export async function renameServerRecord(
  writer: SqlWriter,
  record: ServerRecord,
  to: Pick<ServerRecord, 'name' | 'fqdn'>,
): Promise<void> {
  await writer.run('DELETE FROM server WHERE name = ?', record.name.toUpperCase());
  await save(writer, { ...record, ...to });
}

/** What defaults depend on: the node as its first run made it. */
export function serverFactsOf(record: ServerRecord, dataDirectory: string): ServerFacts {
  const { name, fqdn, bindAddress, portOffset } = record;
  return { serverName: name, fqdn, bindAddress, portOffset, dataDirectory };
}
