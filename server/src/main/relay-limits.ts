import { Unlimited } from '@relais/management-contract';
import type { TransportServiceSettings } from '../domain/configuration/transport-service-settings.ts';
import type { RelayLimits } from '../services/relay/relay.ts';

/** What the settings of the Transport service mean for the relay, read anew each time. */
export function relayLimits(settings: () => TransportServiceSettings): Partial<RelayLimits> {
  const most = (value: number | Unlimited): number => (value instanceof Unlimited ? Infinity : value);
  return {
    get connections() {
      return most(settings().MaxOutboundConnections);
    },
    get perNextHop() {
      return most(settings().MaxPerDomainOutboundConnections);
    },
    get hostRetry() {
      const values = settings();
      return {
        firstMs: values.TransientFailureRetryInterval.milliseconds,
        count: values.TransientFailureRetryCount,
        thenMs: values.OutboundConnectionFailureRetryInterval.milliseconds,
      };
    },
    get recipientRetry() {
      const { milliseconds } = settings().MessageRetryInterval;
      return { firstMs: milliseconds, count: 2, thenMs: milliseconds };
    },
  };
}
