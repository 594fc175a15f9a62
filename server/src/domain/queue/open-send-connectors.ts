import { fromWire, type ManagementValue, toWire } from '@relais/management-contract';
import type { Clock } from '../../platform/clock/clock.ts';
import type { SqlReader } from '../../storage/sql-engine.ts';
import type { SystemScope } from '../../storage/system-scope.ts';
import { newSendConnector } from './new-send-connector.ts';
import { checkSendConnector } from './send-connector-rules.ts';
import type { SendConnector, SendConnectors } from './send-connectors.ts';

/** Opens the send connectors: none at first, so a new server sends to nobody outside. */
export async function openSendConnectors({
  scope,
  clock,
}: {
  /** The system scope, migrated with `queueMigrations`. */
  readonly scope: SystemScope;
  readonly clock: Clock;
}): Promise<SendConnectors> {
  let connectors: readonly SendConnector[] = [];
  const listeners = new Set<() => void>();
  const changed = (next: readonly SendConnector[]): void => {
    connectors = next;
    for (const listener of listeners) listener();
  };
  await scope.keep(['send_connector'], async (reader) => changed(await load(reader)));

  return {
    list: () => connectors,
    create: (connector) =>
      scope.write(async (writer) => {
        checkSendConnector(connector, await load(writer));
        await writer.run(
          'INSERT INTO send_connector (guid, name_key, record) VALUES (?, ?, ?)',
          connector.Guid,
          connector.Name.toLowerCase(),
          recordOf(connector),
        );
        writer.onCommit(() => changed([...connectors, connector]));
      }),
    update: (guid, change) =>
      scope.write(async (writer) => {
        const all = await load(writer);
        const connector: SendConnector = { ...find(all, guid), ...change, Guid: guid, WhenChanged: clock.now() };
        checkSendConnector(
          connector,
          all.filter((other) => other.Guid !== guid),
        );
        await writer.run(
          'UPDATE send_connector SET name_key = ?, record = ? WHERE guid = ?',
          connector.Name.toLowerCase(),
          recordOf(connector),
          guid,
        );
        writer.onCommit(() => changed(connectors.map((other) => (other.Guid === guid ? connector : other))));
        return connector;
      }),
    remove: (guid) =>
      scope.write(async (writer) => {
        find(await load(writer), guid);
        await writer.run('DELETE FROM send_connector WHERE guid = ?', guid);
        writer.onCommit(() => changed(connectors.filter((other) => other.Guid !== guid)));
      }),
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

async function load(reader: SqlReader): Promise<readonly SendConnector[]> {
  const rows = await reader.all<{ guid: string; record: string }>('SELECT guid, record FROM send_connector');
  return rows
    .map(({ guid, record }) => {
      const known = fromWire(JSON.parse(record)) as unknown as SendConnector;
      // A property that a newer version added reads as its default.
      return { ...newSendConnector(known.WhenCreated, known), Guid: guid };
    })
    .sort((one, other) => one.WhenCreated - other.WhenCreated || (one.Name < other.Name ? -1 : 1));
}

function recordOf(connector: SendConnector): string {
  return JSON.stringify(toWire({ ...connector } as unknown as Record<string, ManagementValue>));
}

function find(all: readonly SendConnector[], guid: string): SendConnector {
  const connector = all.find((candidate) => candidate.Guid === guid);
  if (connector === undefined) throw new Error(`there is no send connector with the id ${guid}`);
  return connector;
}
