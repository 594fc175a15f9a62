import type { Directory } from '../../domain/directory/directory.ts';
import type { NewMessage } from '../../domain/queue/queued-message.ts';
import { directOf } from './branch-envelopes.ts';
import type { Envelope } from './delivery.ts';
import { expandRecipients } from './expand-recipients.ts';

/**
 * The copy that transport rules want of a message, for those who do not get it anyway; `null`: there is nobody. Its sender hears
 * nothing of it, and it leaves as the message itself would.
 */
export function blindCopyOf(directory: Directory, envelope: Envelope): NewMessage | null {
  const { ruled, outbound, authenticatedAs, sender } = envelope;
  const direct = directOf(envelope);
  if (ruled === undefined || ruled.blindCopyTo.length === 0) return null;
  const elsewhere = expandRecipients(directory, outbound?.recipients ?? [], direct).recipients;
  const have = new Set([...elsewhere, ...(envelope.whole ?? [])].map(({ address }) => address.toLowerCase()));
  const wanted = ruled.blindCopyTo.map((address) => ({ address, notify: [], originalRecipient: null }));
  const expanded = expandRecipients(directory, wanted, direct);
  const recipients = expanded.recipients.filter(({ address }) => !have.has(address.toLowerCase()));
  if (recipients.length === 0) return null;
  return {
    sender,
    recipients,
    smtpUtf8: envelope.smtpUtf8 || recipients.some(({ address }) => /[^ -~]/.test(address)),
    ret: null,
    envelopeId: null,
    authenticatedAs: authenticatedAs?.emailAddresses[0] ?? null,
    source: 'AGENT',
    clientAddress: outbound?.clientAddress ?? envelope.origin?.address ?? null,
    language: authenticatedAs?.language ?? null,
    ...(outbound?.isRelay === true ? { isRelay: true } : {}),
    ...(outbound?.requireTls === true ? { requireTls: true } : {}),
    ...(envelope.isOurs === true ? { isOurs: true } : {}),
    ...(envelope.isSuspect === true ? { isSuspect: true } : {}),
    journey: {
      named: ruled.blindCopyTo,
      steps: expanded.steps,
      connector: envelope.connector,
      clientHostname: envelope.clientHostname,
    },
  };
}
