import { type ServerRecord, serverRecords } from '../domain/configuration/server-record.ts';
import type { ServerFacts } from '../platform/settings/define-settings.ts';
import type { Scope } from '../storage/sql-engine.ts';
import { firstRunDefaults, type ServerOptions } from './server-options.ts';

export interface SettledServer {
  readonly facts: ServerFacts;
  readonly domain: string;
  /** No server has ever run on these data. */
  readonly isFirstRun: boolean;
  /** None of this name has. */
  readonly begins: boolean;
  /** Names of other servers that have, the first one first. */
  readonly others: readonly string[];
}

/**
 * Name, address and ports of this node: what the first run was told, kept since. A later start without `--server-name`
 * is the same server, and so is one that writes the name in another case; with another name it is another node on the same data,
 * in the domain of the first unless `--domain` says another.
 */
export async function settleServerFacts(scope: Scope, options: ServerOptions): Promise<SettledServer> {
  const known = await scope.read(serverRecords);
  const wanted = options.serverName?.toUpperCase() ?? known[0]?.name.toUpperCase();
  const record = known.find((one) => one.name.toUpperCase() === wanted);
  // Rows of this server bear its name as it is written.
  const serverName = record?.name ?? options.serverName ?? firstRunDefaults.serverName();
  const domain = domainOf(record) ?? options.domain?.toLowerCase() ?? domainOf(known[0]) ?? firstRunDefaults.domain;
  return {
    domain,
    isFirstRun: known.length === 0,
    begins: record === undefined,
    others: known.filter((one) => one !== record).map(({ name }) => name),
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
