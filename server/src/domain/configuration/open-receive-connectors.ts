import { fromWire, toWire, type ManagementValue } from '@relais/management-contract';
import type { Clock } from '../../platform/clock/clock.ts';
import type { ServerFacts } from '../../platform/settings/define-settings.ts';
import type { Scope, SqlReader, SqlWriter } from '../../storage/sql-engine.ts';
import { defaultReceiveConnectors, newReceiveConnector } from './default-receive-connectors.ts';
import { checkReceiveConnector } from './receive-connector-rules.ts';
import type { ReceiveConnector, ReceiveConnectors } from './receive-connectors.ts';

export interface ReceiveConnectorsOptions {
  /** The system scope, migrated with `configurationMigrations`. */
  readonly scope: Scope;
  readonly clock: Clock;
  readonly server: ServerFacts;
}

/** Opens the connectors of this server; its first run makes the default ones. */
export async function openReceiveConnectors({
  scope,
  clock,
  server,
}: ReceiveConnectorsOptions): Promise<ReceiveConnectors> {
  let connectors = await scope.write((writer) => loadOrCreate(writer, server, clock.now()));
  let forWeb = connectors;
  const listeners = new Set<() => void>();
  const changed = (next: readonly ReceiveConnector[]): void => {
    connectors = next;
    for (const listener of listeners) listener();
  };

  return {
    list: () => connectors,
    create: (connector) =>
      scope.write(async (writer) => {
        const others = await load(writer, server);
        checkReceiveConnector(connector, others);
        await insert(writer, connector);
        writer.onCommit(() => changed([...connectors, connector]));
      }),
    update: (guid, change) =>
      scope.write(async (writer) => {
        const all = await load(writer, server);
        const connector: ReceiveConnector = { ...find(all, guid), ...change, Guid: guid, WhenChanged: clock.now() };
        checkReceiveConnector(
          connector,
          all.filter((other) => other.Guid !== guid),
        );
        await writer.run(
          'UPDATE receive_connector SET name_key = ?, record = ? WHERE guid = ?',
          connector.Name.toLowerCase(),
          recordOf(connector),
          guid,
        );
        writer.onCommit(() => changed(connectors.map((other) => (other.Guid === guid ? connector : other))));
        return connector;
      }),
    remove: (guid) =>
      scope.write(async (writer) => {
        find(await load(writer, server), guid);
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

async function loadOrCreate(writer: SqlWriter, server: ServerFacts, now: number): Promise<readonly ReceiveConnector[]> {
  // An administrator who removed every connector meant it: the defaults come once.
  const made = await writer.run(
    `INSERT INTO setting (noun, name, value, when_changed) VALUES ('ReceiveConnectors', ?, 'true', ?) ON CONFLICT (noun, name) DO NOTHING`,
    `made for ${server.serverName.toUpperCase()}`,
    now,
  );
  if (made.changes > 0) for (const connector of defaultReceiveConnectors(server, now)) await insert(writer, connector);
  return load(writer, server);
}

async function load(reader: SqlReader, server: ServerFacts): Promise<readonly ReceiveConnector[]> {
  const rows = await reader.all<{ guid: string; record: string }>('SELECT guid, record FROM receive_connector');
  return rows
    .map((row) => readConnector(server, row.guid, row.record))
    .sort((one, other) => one.WhenCreated - other.WhenCreated || portOf(one) - portOf(other));
}

function portOf(connector: ReceiveConnector): number {
  return Number(connector.Bindings[0]?.split(':').at(-1) ?? 0);
}

/** A property that a newer version added reads as its default. */
function readConnector(server: ServerFacts, guid: string, json: string): ReceiveConnector {
  const record = fromWire(JSON.parse(json)) as unknown as ReceiveConnector;
  return { ...newReceiveConnector(server, record.WhenCreated, record), Guid: guid };
}

function recordOf(connector: ReceiveConnector): string {
  return JSON.stringify(toWire({ ...connector } as unknown as Record<string, ManagementValue>));
}

async function insert(writer: SqlWriter, connector: ReceiveConnector): Promise<void> {
  await writer.run(
    'INSERT INTO receive_connector (guid, name_key, record) VALUES (?, ?, ?)',
    connector.Guid,
    connector.Name.toLowerCase(),
    recordOf(connector),
  );
}

function find(all: readonly ReceiveConnector[], guid: string): ReceiveConnector {
  const connector = all.find((candidate) => candidate.Guid === guid);
  if (connector === undefined) throw new Error(`there is no receive connector with the id ${guid}`);
  return connector;
}
