import { join } from 'node:path';
import { openServerRecord, type ServerRecord, serverFactsOf } from '../domain/configuration/server-record.ts';
import type { Log } from '../platform/log/log.ts';
import type { ServerFacts } from '../platform/settings/define-settings.ts';
import { CertificateFolder } from '../platform/tls/certificate-folder.ts';
import { tendCertificates } from '../platform/tls/tend-certificates.ts';
import type { ExclusiveLocks } from '../storage/exclusive-locks.ts';
import type { SqlEngine } from '../storage/sql-engine.ts';
import { checkFirstPorts } from './check-first-ports.ts';
import type { OnClose } from './on-close.ts';
import { otherServers } from './other-servers.ts';
import { refuseLostSystem } from './refuse-lost-system.ts';
import type { ServerOptions } from './server-options.ts';
import { type SettledServer, settleServerFacts } from './settle-server-facts.ts';
import { takeOverServer } from './take-over-server.ts';
import { type HeldServerName, takeServerName } from './take-server-name.ts';
import { versionAndBuild } from './version.ts';

/** Which server this is, and what it shows of itself. */
export interface ServerItself {
  readonly settled: SettledServer;
  readonly name: HeldServerName;
  /** Why its data may be another server's: sentences for the operator. */
  readonly nameTroubles: readonly string[];
  readonly record: ServerRecord;
  readonly facts: ServerFacts;
  readonly certificates: CertificateFolder;
}

/**
 * Settles which server this is, on data whose system tables are there. @throws Error, a sentence for the operator, where another
 * server has its name, its data are gone, or on a first run its ports are taken.
 */
export async function settleServer(parts: {
  readonly options: ServerOptions;
  readonly engine: SqlEngine;
  readonly locks: ExclusiveLocks;
  readonly log: Log;
  readonly onClose: OnClose;
}): Promise<ServerItself> {
  const { options, engine, locks, log, onClose } = parts;
  const { clock, dataDirectory } = options;
  const scope = engine.system;
  if (options.takeOver && options.serverName !== null)
    await takeOverServer({ scope, locks, from: options.takeOver, to: options.serverName, dataDirectory, log });
  const settled = await settleServerFacts(scope, options);
  // On a database two nodes may begin at once, and the tables are together in any case.
  if (settled.isFirstRun && !engine.differences.sharedAccountTables) await refuseLostSystem(engine, dataDirectory);
  const name = await takeServerName({ locks, serverName: settled.facts.serverName, clock, log });
  onClose(async () => name.letGo());
  if (settled.isFirstRun && !options.repair) await checkFirstPorts(settled.facts);
  // On a database further servers are what it is for.
  const nameTroubles = engine.differences.sharedAccountTables ? [] : await otherServers(scope, settled);
  for (const reason of nameTroubles)
    log.warn('another-server-on-these-files', { server: settled.facts.serverName, reason });
  const record = await openServerRecord({ scope, clock, server: settled.facts, version: versionAndBuild });
  const facts = serverFactsOf(record, dataDirectory);
  const certificates = await CertificateFolder.open(
    join(dataDirectory, 'certificates'),
    [
      ...new Set([
        facts.fqdn,
        `mail.${settled.domain}`,
        'localhost',
        '127.0.0.1',
        '::1',
        ...(facts.bindAddress ? [facts.bindAddress] : []),
      ]),
    ],
    () => clock.now(),
  );
  // Before a door is open: what has ended while the server did not run is not presented once more.
  const stopTending = await tendCertificates({ certificates, clock, log });
  onClose(async () => stopTending());
  return { settled, name, nameTroubles, record, facts, certificates };
}
