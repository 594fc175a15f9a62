import { readNextHop } from '../../domain/queue/next-hop.ts';
import type { OutboundQueue } from '../../domain/queue/outbound-queue.ts';
import type { SendConnector, SendConnectors } from '../../domain/queue/send-connectors.ts';

/**
 * What an administrator has put right is tried at once: the queues of a connector that has changed since the last look wait
 * no longer. A password that was wrong would otherwise hold mail up for ten minutes after the right one is given.
 */
export function changedConnectors(parts: {
  readonly sendConnectors: Pick<SendConnectors, 'list'>;
  readonly queue: Pick<OutboundQueue, 'hops' | 'changeHop'>;
}): { look(): Promise<void> } {
  // One that has changed is another object.
  const all = (): ReadonlyMap<string, SendConnector> =>
    new Map(parts.sendConnectors.list().map((connector) => [connector.Guid, connector]));
  let before = all();
  return {
    async look() {
      const now = all();
      const last = before;
      before = now;
      for (const { nextHop, nextAttempt } of parts.queue.hops()) {
        const way = readNextHop(nextHop);
        if (way.kind === 'mailbox' || way.kind === 'unreachable' || nextAttempt === 0) continue;
        if (last.get(way.connector) === now.get(way.connector)) continue;
        await parts.queue.changeHop(nextHop, { nextAttempt: 0 });
      }
    },
  };
}
