import type { ServerFacts } from '../../platform/settings/define-settings.ts';
import type { SqlWriter } from '../../storage/sql-engine.ts';
import { connectorsOf, madeFor, nameKeyOf, recordOf } from './open-receive-connectors.ts';

/** A server as its connectors know it. */
type Named = Pick<ServerFacts, 'serverName' | 'fqdn'>;

/**
 * Makes the receive connectors of one server those of another, in place of its own. Those that bear the server's name in theirs,
 * as the default ones do, bear the new one, and so do those that greet with it; a name that an administrator gave stays.
 */
export async function renameReceiveConnectors(writer: SqlWriter, from: ServerFacts, to: Named): Promise<void> {
  for (const { Guid } of await connectorsOf(writer, { ...from, ...to }))
    await writer.run('DELETE FROM receive_connector WHERE guid = ?', Guid);
  const connectors = await connectorsOf(writer, from);
  const names = new Set(connectors.map(({ Name }) => Name.toUpperCase()));
  const ending = ` ${from.serverName}`;
  for (const connector of connectors) {
    const hasEnding = connector.Name.toUpperCase().endsWith(ending.toUpperCase());
    const renamed = hasEnding ? `${connector.Name.slice(0, -ending.length)} ${to.serverName}` : connector.Name;
    const next = {
      ...connector,
      Name: names.has(renamed.toUpperCase()) ? connector.Name : renamed,
      Fqdn: connector.Fqdn.toLowerCase() === from.fqdn.toLowerCase() ? to.fqdn : connector.Fqdn,
    };
    await writer.run(
      'UPDATE receive_connector SET name_key = ?, record = ? WHERE guid = ?',
      nameKeyOf(to, next),
      recordOf(to, next),
      connector.Guid,
    );
  }
  await writer.run(`DELETE FROM setting WHERE noun = 'ReceiveConnectors' AND name = ?`, madeFor(to));
  await writer.run(
    `UPDATE setting SET name = ? WHERE noun = 'ReceiveConnectors' AND name = ?`,
    madeFor(to),
    madeFor(from),
  );
}
