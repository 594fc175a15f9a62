import type { NewMessage } from '../../domain/queue/queued-message.ts';
import type { Envelope, OutboundEnvelope } from './delivery.ts';
import type { ExpandedRecipients } from './expand-recipients.ts';

/** What of an envelope goes through the queue, as it takes it. `named`: by the sender, for the tracking log. */
export function queuedEnvelope(
  envelope: Envelope & { readonly outbound: OutboundEnvelope },
  { recipients, steps }: Pick<ExpandedRecipients, 'recipients' | 'steps'>,
  { named, isBranch }: { readonly named: readonly string[]; readonly isBranch: boolean },
): NewMessage {
  const { outbound, authenticatedAs } = envelope;
  return {
    ...outbound,
    recipients,
    journey: {
      named,
      steps,
      connector: envelope.connector,
      clientHostname: envelope.clientHostname,
      ...(isBranch ? { isBranch } : {}),
    },
    sender: envelope.sender,
    smtpUtf8: envelope.smtpUtf8,
    authenticatedAs: authenticatedAs?.emailAddresses[0] ?? null,
    ...(envelope.isOurs === true ? { isOurs: true } : {}),
    ...(envelope.isSuspect === true ? { isSuspect: true } : {}),
    source: outbound.clientAddress === null ? 'STOREDRIVER' : 'SMTP',
    language: authenticatedAs?.language ?? null,
  };
}
