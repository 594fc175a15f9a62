import { Unlimited } from '@relais/management-contract';
import type { ReceiveConnector } from '../../domain/configuration/receive-connectors.ts';
import type { Clock } from '../../platform/clock/clock.ts';

const windowMs = 60_000;

/** MessageRateLimit: messages a minute by connector and source (reference §2.1). */
export class MessageRates {
  private readonly clock: Clock;
  private window = 0;
  private counts = new Map<string, number>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Counts one message; false when it is one too many for any of the connector's sources. */
  admit(connector: ReceiveConnector, source: { readonly address: string; readonly user: string | null }): boolean {
    const { MessageRateLimit: limit, MessageRateSource } = connector;
    if (limit instanceof Unlimited) return true;
    const window = Math.floor(this.clock.elapsed() / windowMs);
    // Everything counted belongs to one minute, so memory is bounded by what one minute can bring.
    if (window !== this.window) this.counts = new Map();
    this.window = window;
    const keys: string[] = [];
    if (MessageRateSource.includes('IPAddress')) keys.push(`${connector.Guid} ip ${source.address}`);
    if (MessageRateSource.includes('User') && source.user !== null) keys.push(`${connector.Guid} user ${source.user}`);
    if (keys.some((key) => (this.counts.get(key) ?? 0) >= limit)) return false;
    for (const key of keys) this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
    return true;
  }
}
