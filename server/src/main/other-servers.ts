import { waitingByServer } from '../domain/queue/rename-queue-server.ts';
import type { Scope } from '../storage/sql-engine.ts';
import type { SettledServer } from './settle-server-facts.ts';

/**
 * What an operator should know of other servers on the same files, where one process runs at a time: another `--server-name` begins
 * a server anew, which is seldom meant, and nobody sends what waits at the one of before.
 */
export async function otherServers(
  scope: Scope,
  { facts, begins, others }: Pick<SettledServer, 'facts' | 'begins' | 'others'>,
): Promise<readonly string[]> {
  if (others.length === 0) return [];
  const name = facts.serverName;
  const waiting = await scope.read(waitingByServer);
  const first = others[0];
  return others.flatMap((other) => {
    const count = waiting.get(other.toUpperCase()) ?? 0;
    const begun =
      begins && other === first
        ? `${name} begins as a new server on the data of ${other}, with receive connectors and ports of its own.`
        : null;
    const waits = count === 0 ? null : `Mail that waits to leave at ${other} stays there (messages: ${count}).`;
    if (begun === null && waits === null) return [];
    const what = [begun, waits].filter((sentence) => sentence !== null).join(' ');
    return [
      `${what} If ${name} is ${other} under a new name, stop it and start it with --take-over ${other}; if it is not meant, ` +
        `start it with --server-name ${other}. See "When a name changes" in docs/how-to/run-as-a-service.md.`,
    ];
  });
}
