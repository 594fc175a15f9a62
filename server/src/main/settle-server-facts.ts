import type { ServerRecord } from '../domain/configuration/server-record.ts';
import type { ServerFacts } from '../platform/settings/define-settings.ts';
import type { Scope } from '../storage/sql-engine.ts';
import { firstRunDefaults, type ServerOptions } from './server-options.ts';

/**
 * Name, address and ports of this node: what the first run was told, kept since. A later start without `--server-name`
 * is the same server; with another name it is another node on the same data, in the domain of the first unless `--domain` says
 * another.
 */
export async function settleServerFacts(
  scope: Scope,
  options: ServerOptions,
): Promise<{ readonly facts: ServerFacts; readonly domain: string; readonly isFirstRun: boolean }> {
  const known = await scope.read(async (reader) => {
    const rows = await reader.all<{ record: string }>('SELECT record FROM server');
    return rows.map((row) => JSON.parse(row.record) as ServerRecord);
  });
  const wanted = options.serverName?.toUpperCase() ?? known[0]?.name.toUpperCase();
  const record = known.find((one) => one.name.toUpperCase() === wanted);
  const serverName = options.serverName ?? record?.name ?? firstRunDefaults.serverName();
  const domain = domainOf(record) ?? options.domain?.toLowerCase() ?? domainOf(known[0]) ?? firstRunDefaults.domain;
  return {
    domain,
    isFirstRun: known.length === 0,
    facts: {
      serverName,
      fqdn: record?.fqdn ?? `${serverName.toLowerCase()}.${domain}`,
      dataDirectory: options.dataDirectory,
      bindAddress: record === undefined ? options.host : record.bindAddress,
      portOffset: record?.portOffset ?? options.portOffset ?? firstRunDefaults.portOffset,
    },
  };
}

function domainOf(record: ServerRecord | undefined): string | null {
  if (record === undefined) return null;
  return record.fqdn.slice(record.fqdn.indexOf('.') + 1);
}
