import type { TransportServiceSettings } from '../domain/configuration/transport-service-settings.ts';
import type { Directory } from '../domain/directory/directory.ts';
import { type DkimConfigs, openDkimConfigs } from '../domain/queue/dkim-configs.ts';
import type { Submissions } from '../domain/personal/submissions.ts';
import { openOutboundQueue } from '../domain/queue/open-outbound-queue.ts';
import { openSendConnectors } from '../domain/queue/open-send-connectors.ts';
import { openTrackingLog, type TrackingKeeping } from '../domain/queue/open-tracking-log.ts';
import type { OutboundQueue } from '../domain/queue/outbound-queue.ts';
import { createRoute } from '../domain/queue/route-recipient.ts';
import type { QueueLimits } from '../domain/queue/outbound-queue.ts';
import type { SendConnectors } from '../domain/queue/send-connectors.ts';
import type { TrackingLog } from '../domain/queue/tracking-log.ts';
import type { Clock } from '../platform/clock/clock.ts';
import type { SystemScope } from '../storage/system-scope.ts';

export interface Outbound {
  readonly queue: OutboundQueue;
  readonly sendConnectors: SendConnectors;
  readonly tracking: TrackingLog;
  readonly dkim: DkimConfigs;
}

/** The queue of this node with what it stands on. */
export async function openOutbound(parts: {
  /** The system scope, migrated. */
  readonly scope: SystemScope;
  readonly clock: Clock;
  readonly directory: Directory;
  readonly serverName: string;
  readonly submissions: Submissions;
  /** As they are now. */
  readonly settings: () => TransportServiceSettings;
}): Promise<Outbound> {
  const { scope, clock, directory, submissions } = parts;
  const server = parts.serverName.toUpperCase();
  const sendConnectors = await openSendConnectors({ scope, clock });
  const tracking = await openTrackingLog({ scope, clock, server, keeping: () => trackingKeeping(parts.settings()) });
  const route = createRoute({ directory, sendConnectors });
  const limits = queueLimits(parts.settings);
  const queue = await openOutboundQueue({ scope, clock, server, route, tracking, limits, submissions });
  return { queue, sendConnectors, tracking, dkim: await openDkimConfigs({ scope, clock }) };
}

function trackingKeeping(settings: TransportServiceSettings): TrackingKeeping {
  return {
    enabled: settings.MessageTrackingLogEnabled,
    subjects: settings.MessageTrackingLogSubjectLoggingEnabled,
    keptForMs: settings.MessageTrackingLogMaxAge.milliseconds,
  };
}

/** Of messages that arrive from now on. */
export function queueLimits(settings: () => TransportServiceSettings): QueueLimits {
  return {
    get expiresAfterMs() {
      return settings().MessageExpirationTimeout.milliseconds;
    },
    get delayNoticeAfterMs() {
      return settings().DelayNotificationTimeout.milliseconds;
    },
  };
}
