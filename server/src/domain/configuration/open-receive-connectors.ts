import { fromWire, type ManagementValue, toWire } from '@relais/management-contract';
import type { Clock } from '../../platform/clock/clock.ts';
import type { ServerFacts } from '../../platform/settings/define-settings.ts';
import type { SqlReader, SqlWriter } from '../../storage/sql-engine.ts';
import type { SystemScope } from '../../storage/system-scope.ts';
import { defaultReceiveConnectors, newReceiveConnector } from './default-receive-connectors.ts';
import { checkReceiveConnector } from './receive-connector-rules.ts';
import type { ReceiveConnector, ReceiveConnectors } from './receive-connectors.ts';

export interface ReceiveConnectorsOptions {
  /** The system scope, migrated with `configurationMigrations`. */
  readonly scope: SystemScope;
  readonly clock: Clock;
  readonly server: ServerFacts;
}

/** Opens the connectors of this server; its first run makes the default ones. */
export async function openReceiveConnectors({
  scope,
  clock,
  server,
}: ReceiveConnectorsOptions): Promise<ReceiveConnectors> {
  await scope.write((writer) => createOnce(writer, server, clock.now()));
  let connectors: readonly ReceiveConnector[] = [];
  const listeners = new Set<() => void>();
  const changed = (next: readonly ReceiveConnector[]): void => {
    connectors = next;
    for (const listener of listeners) listener();
  };
  await scope.keep(['receive_connector'], async (reader) => {
    const now = await connectorsOf(reader, server);
    if (JSON.stringify(now) !== JSON.stringify(connectors)) changed(now);
  });
  let forWeb = connectors;

  return {
    list: () => connectors,
    create: (connector) =>
      scope.write(async (writer) => {
        const others = await connectorsOf(writer, server);
        checkReceiveConnector(connector, others);
        await insert(writer, server, connector);
        writer.onCommit(() => changed([...connectors, connector]));
      }),
    update: (guid, change) =>
      scope.write(async (writer) => {
        const all = await connectorsOf(writer, server);
        const connector: ReceiveConnector = { ...find(all, guid), ...change, Guid: guid, WhenChanged: clock.now() };
        checkReceiveConnector(
          connector,
          all.filter((other) => other.Guid !== guid),
        );
        await writer.run(
          'UPDATE receive_connector SET name_key = ?, record = ? WHERE guid = ?',
          nameKeyOf(server, connector),
          recordOf(server, connector),
          guid,
        );
        writer.onCommit(() => changed(connectors.map((other) => (other.Guid === guid ? connector : other))));
        return connector;
      }),
    remove: (guid) =>
      scope.write(async (writer) => {
        find(await connectorsOf(writer, server), guid);
        await writer.run('DELETE FROM receive_connector WHERE guid = ?', guid);
        writer.onCommit(() => changed(connectors.filter((other) => other.Guid !== guid)));
      }),
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    effectiveForWeb: () => forWeb,
    applyWebRestart() {
      forWeb = connectors;
    },
  };
}

async function createOnce(writer: SqlWriter, server: ServerFacts, now: number): Promise<void> {
  // An administrator who removed every connector meant it: the defaults come once.
  const made = await writer.run(
    `INSERT INTO setting (noun, name, value, when_changed) VALUES ('ReceiveConnectors', ?, 'true', ?) ON CONFLICT (noun, name) DO NOTHING`,
    madeFor(server),
    now,
  );
  if (made.changes === 0) return;
  for (const connector of defaultReceiveConnectors(server, now)) await insert(writer, server, connector);
}

/** The name of the setting that says that the default connectors were made once. */
export function madeFor({ serverName }: Pick<ServerFacts, 'serverName'>): string {
  return `made for ${serverName.toUpperCase()}`;
}

/** Of one server, the oldest first. */
export async function connectorsOf(reader: SqlReader, server: ServerFacts): Promise<readonly ReceiveConnector[]> {
  const rows = await reader.all<{ guid: string; record: string }>('SELECT guid, record FROM receive_connector');
  const servers = await serversByAge(reader);
  return rows
    .filter(({ record }) => serverOf(record, servers) === server.serverName.toUpperCase())
    .map((row) => readConnector(server, row.guid, row.record))
    .sort((one, other) => one.WhenCreated - other.WhenCreated || portOf(one) - portOf(other));
}

function portOf(connector: ReceiveConnector): number {
  return Number(connector.Bindings[0]?.split(':').at(-1) ?? 0);
}

/**
 * A connector belongs to one server. Of those that were made before this was written down, the defaults bear their
 * server's name and the others are the first server's.
 */
function serverOf(json: string, servers: readonly string[]): string | undefined {
  const { Name, Server } = JSON.parse(json) as { Name: string; Server?: string };
  const byName = servers.find((name) => Name.toUpperCase().endsWith(` ${name}`));
  return Server?.toUpperCase() ?? byName ?? servers[0];
}

async function serversByAge(reader: SqlReader): Promise<readonly string[]> {
  const rows = await reader.all<{ record: string }>('SELECT record FROM server');
  const servers = rows.map(({ record }) => JSON.parse(record) as { name: string; whenCreated: number });
  return servers.sort((one, other) => one.whenCreated - other.whenCreated).map(({ name }) => name.toUpperCase());
}

/** Names are one server's own, as in Exchange. */
export function nameKeyOf({ serverName }: Pick<ServerFacts, 'serverName'>, { Name }: ReceiveConnector): string {
  return `${serverName}\\${Name}`.toLowerCase();
}

/** A property that a newer version added reads as its default. */
function readConnector(server: ServerFacts, guid: string, json: string): ReceiveConnector {
  const { Server: _, ...record } = fromWire(JSON.parse(json)) as unknown as ReceiveConnector & { Server?: string };
  return { ...newReceiveConnector(server, record.WhenCreated, record), Guid: guid };
}

/** A row as it is kept. */
export function recordOf({ serverName }: Pick<ServerFacts, 'serverName'>, connector: ReceiveConnector): string {
  const record = { ...connector, Server: serverName };
  return JSON.stringify(toWire(record as unknown as Record<string, ManagementValue>));
}

async function insert(writer: SqlWriter, server: ServerFacts, connector: ReceiveConnector): Promise<void> {
  await writer.run(
    'INSERT INTO receive_connector (guid, name_key, record) VALUES (?, ?, ?)',
    connector.Guid,
    nameKeyOf(server, connector),
    recordOf(server, connector),
  );
}

function find(all: readonly ReceiveConnector[], guid: string): ReceiveConnector {
  const connector = all.find((candidate) => candidate.Guid === guid);
  if (connector === undefined) throw new Error(`there is no receive connector with the id ${guid}`);
  return connector;
}
