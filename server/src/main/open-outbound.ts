import type { Directory } from '../domain/directory/directory.ts';
import { type DkimConfigs, openDkimConfigs } from '../domain/queue/dkim-configs.ts';
import { openOutboundQueue } from '../domain/queue/open-outbound-queue.ts';
import { openSendConnectors } from '../domain/queue/open-send-connectors.ts';
import { openTrackingLog } from '../domain/queue/open-tracking-log.ts';
import type { OutboundQueue } from '../domain/queue/outbound-queue.ts';
import { createRoute } from '../domain/queue/route-recipient.ts';
import type { SendConnectors } from '../domain/queue/send-connectors.ts';
import type { TrackingLog } from '../domain/queue/tracking-log.ts';
import type { Clock } from '../platform/clock/clock.ts';
import type { Scope } from '../storage/sql-engine.ts';

export interface Outbound {
  readonly queue: OutboundQueue;
  readonly sendConnectors: SendConnectors;
  readonly tracking: TrackingLog;
  readonly dkim: DkimConfigs;
}

/** The queue of this node with what it stands on. */
export async function openOutbound(parts: {
  /** The system scope, migrated. */
  readonly scope: Scope;
  readonly clock: Clock;
  readonly directory: Directory;
  readonly serverName: string;
}): Promise<Outbound> {
  const { scope, clock, directory } = parts;
  const server = parts.serverName.toUpperCase();
  const sendConnectors = await openSendConnectors({ scope, clock });
  const tracking = await openTrackingLog({ scope, clock, server });
  const route = createRoute({ directory, sendConnectors });
  const queue = await openOutboundQueue({ scope, clock, server, route, tracking });
  return { queue, sendConnectors, tracking, dkim: await openDkimConfigs({ scope, clock }) };
}
