import type { Scope } from '../../storage/sql-engine.ts';
import { nextHopKey, readNextHop, withTlsOptional } from './next-hop.ts';
import type { NextHopQueues } from './next-hop-queues.ts';
import type { Route } from './route-recipient.ts';

/** Recipients of one transaction: a queue of 100,000 must not hold everybody else up. */
const pageRecipients = 500;

/**
 * Routes all that waits on `server` anew, a page at a time. What comes in meanwhile is routed by its own intake; what is
 * left when the process dies is routed at the next start.
 * `moved` is told after each page from and to which next hops.
 */
export async function rerouteRecipients(parts: {
  readonly scope: Scope;
  readonly server: string;
  readonly queues: NextHopQueues;
  readonly route: Route;
  readonly now: () => number;
  readonly moved: (nextHops: readonly string[]) => void;
}): Promise<void> {
  const { scope, server, queues, now, moved } = parts;
  const known = new Map<string, string>();
  const routed = (domain: string, nextHop: string): string => {
    const key = `${nextHop}\n${domain}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const before = readNextHop(nextHop);
    const isOptional = before.kind === 'dns' && before.tlsOptional === true;
    const { hop } = parts.route(`postmaster@${domain}`, { ignoreMailboxes: true });
    const anew = nextHopKey(isOptional ? withTlsOptional(hop) : hop);
    known.set(key, anew);
    return anew;
  };
  for (let after = -1; ; ) {
    const last = await scope.read(async (reader) => {
      const row = await reader.get<{ last: number | null }>(
        `SELECT MAX(message_id) AS last FROM
           (SELECT message_id FROM queued_recipient WHERE server = ? AND message_id > ? ORDER BY message_id LIMIT ?) page`,
        server,
        after,
        pageRecipients,
      );
      return row?.last === undefined || row.last === null ? null : Number(row.last);
    });
    if (last === null) return;
    await scope.write(async (writer) => {
      const ways = await writer.all<{ domain: string; next_hop: string }>(
        `SELECT DISTINCT domain, next_hop FROM queued_recipient
         WHERE server = ? AND message_id > ? AND message_id <= ? AND next_hop <> 'mailbox'`,
        server,
        after,
        last,
      );
      const changed: string[] = [];
      for (const way of ways) {
        const nextHop = routed(way.domain, way.next_hop);
        if (nextHop === way.next_hop) continue;
        await queues.ensure(writer, nextHop);
        await writer.run(
          `UPDATE queued_recipient SET next_hop = ?, next_attempt = ?
           WHERE server = ? AND message_id > ? AND message_id <= ? AND domain = ? AND next_hop = ?`,
          nextHop,
          now(),
          server,
          after,
          last,
          way.domain,
          way.next_hop,
        );
        changed.push(way.next_hop, nextHop);
      }
      if (changed.length > 0) writer.onCommit(() => moved(changed));
    });
    after = last;
    // The other work of this process has its turn between two pages.
    await new Promise((resolve) => setImmediate(resolve));
  }
}
