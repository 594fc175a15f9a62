import type { TransportSettings } from '../../domain/configuration/transport-settings.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import { type DnsClient, DnsFailure } from '../../platform/dns/dns-client.ts';
import type { Log } from '../../platform/log/log.ts';
import { isInternalServer } from './internal-server.ts';
import { LookupBudget } from './lookup-budget.ts';
import type { MessageInspector } from './message-inspector.ts';
import type { ResultsProof } from './results-proof.ts';
import { RunningInspection } from './running-inspection.ts';
import { reverseName } from './reverse-name.ts';

/** SPF may ask 10 + 20, five signatures one each, DMARC 8 by identifier, ARC one a seal. */
const lookupsAMessage = 120;

/** What looks at mail from strangers. Everybody else's mail passes unseen. */
export function createMessageInspector(parts: {
  readonly dns: DnsClient;
  readonly settings: () => TransportSettings;
  /** Shows later that results are this server's own; absent: they bear no proof. */
  readonly proof?: ResultsProof;
  readonly clock: Clock;
  readonly log: Log;
}): MessageInspector {
  const { dns, settings, clock, log, proof } = parts;
  const budget = (): LookupBudget =>
    new LookupBudget(dns, {
      lookups: lookupsAMessage,
      milliseconds: settings().SenderAuthenticationTimeout.milliseconds,
    });
  return {
    begin(origin) {
      const now = settings();
      if (!now.SenderAuthenticationEnabled || isInternalServer(origin.address, now)) return null;
      return new RunningInspection({ origin, settings: now, budget: budget(), clock, log, proof });
    },
    async blockedBy(address) {
      const now = settings();
      if (now.IPBlockListProviders.length === 0 || isInternalServer(address, now)) return null;
      const lookups = budget();
      try {
        for (const zone of now.IPBlockListProviders) {
          try {
            const { values } = await lookups.query(reverseName(address, zone), 'A');
            // RFC 5782 §2.1; other answers are messages of the list to its users, not listings.
            if (values.some((value) => value.startsWith('127.') && !value.startsWith('127.255.'))) return zone;
          } catch (error) {
            // A list that does not answer refuses nobody.
            if (!(error instanceof DnsFailure)) throw error;
            log.warn('block-list-silent', { zone, reason: error.message });
          }
        }
        return null;
      } finally {
        lookups.end();
      }
    },
  };
}
