import { renameReceiveConnectors } from '../domain/configuration/rename-receive-connectors.ts';
import {
  renameServerRecord,
  type ServerRecord,
  serverFactsOf,
  serverRecords,
} from '../domain/configuration/server-record.ts';
import { renameSubmissionServer } from '../domain/personal/rename-submission-server.ts';
import { renameQueueServer, waitingByServer } from '../domain/queue/rename-queue-server.ts';
import type { Log } from '../platform/log/log.ts';
import type { ExclusiveLocks } from '../storage/exclusive-locks.ts';
import type { Scope } from '../storage/sql-engine.ts';

/**
 * `--take-over`: before anything else reads them, what belongs to one server of these data becomes another's, in one transaction:
 * receive connectors, address and ports, the queue, held mail, the tracking log. The organisation is everybody's and stays. Done
 * once; where it is done already, nothing happens, so that the option may stay in a unit file.
 * @throws Error, a sentence for the operator.
 */
export async function takeOverServer(of: {
  readonly scope: Scope;
  readonly locks: ExclusiveLocks;
  readonly from: string;
  readonly to: string;
  readonly dataDirectory: string;
  readonly log: Log;
}): Promise<void> {
  const { scope, locks, to, dataDirectory, log } = of;
  const from = of.from.toUpperCase();
  if (from === to.toUpperCase()) return;
  const held = await locks.take(`server ${from}`, { giveWay: () => false, lost: () => {} });
  if (held === null)
    throw new Error(`--take-over ${of.from}: the server ${of.from} runs on this database. Stop it first.`);
  try {
    const isDone = await scope.write(async (writer) => {
      const servers = await serverRecords(writer);
      const named = (name: string): ServerRecord | undefined => servers.find((one) => one.name.toUpperCase() === name);
      const record = named(from);
      const own = named(to.toUpperCase());
      if (record === undefined) {
        if (own !== undefined) return false;
        const known = servers.map(({ name }) => name).join(', ') || 'none';
        throw new Error(`--take-over ${of.from}: there is no server of that name on these data (known: ${known}).`);
      }
      const waiting = (await waitingByServer(writer)).get(to.toUpperCase()) ?? 0;
      if (waiting > 0)
        throw new Error(
          `--take-over ${of.from}: mail of ${to} itself waits to leave (messages: ${waiting}), and two queues cannot become one. ` +
            'Start it without --take-over until Get-Queue shows nothing, then once more with it.',
        );
      const facts = serverFactsOf(record, dataDirectory);
      const next = { serverName: to, fqdn: `${to.toLowerCase()}${facts.fqdn.slice(facts.fqdn.indexOf('.'))}` };
      await renameReceiveConnectors(writer, facts, next);
      await renameQueueServer(writer, from, to.toUpperCase());
      await renameSubmissionServer(writer, record.name, to);
      if (own !== undefined && own.name !== to) await renameSubmissionServer(writer, own.name, to);
      await renameServerRecord(writer, record, { name: to, fqdn: next.fqdn });
      return true;
    });
    log.info(isDone ? 'server-taken-over' : 'server-taken-over-before', { server: to, before: of.from });
  } finally {
    await held.release();
  }
}
