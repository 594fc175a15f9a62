import { Unlimited } from '@relais/management-contract';
import type { ReceiveConnector } from '../../domain/configuration/receive-connectors.ts';

/** How many connections each connector has, in all and by source. */
export class ConnectorConnections {
  private readonly counts = new Map<string, number>();

  /** Counts one connection: the name of the limit that refuses it, or `null`. */
  admit(connector: ReceiveConnector, address: string): string | null {
    const {
      Guid,
      MaxInboundConnection,
      MaxInboundConnectionPerSource,
      MaxInboundConnectionPercentagePerSource: percentage,
    } = connector;
    const all = this.counts.get(Guid) ?? 0;
    const fromSource = this.counts.get(`${Guid} ${address}`) ?? 0;
    if (!(MaxInboundConnection instanceof Unlimited)) {
      if (all >= MaxInboundConnection) return 'MaxInboundConnection';
      // A share of what remains (reference §2.1); the first connection of a source always finds room.
      const share = Math.max(1, Math.floor(((MaxInboundConnection - all) * percentage) / 100));
      if (fromSource >= share) return 'MaxInboundConnectionPercentagePerSource';
    }
    if (!(MaxInboundConnectionPerSource instanceof Unlimited) && fromSource >= MaxInboundConnectionPerSource)
      return 'MaxInboundConnectionPerSource';
    this.counts.set(Guid, all + 1);
    this.counts.set(`${Guid} ${address}`, fromSource + 1);
    return null;
  }

  leave(connector: ReceiveConnector, address: string): void {
    for (const key of [connector.Guid, `${connector.Guid} ${address}`]) {
      const left = (this.counts.get(key) ?? 0) - 1;
      if (left > 0) this.counts.set(key, left);
      else this.counts.delete(key);
    }
  }
}
