import type { Directory, RecipientResolution } from '../../domain/directory/directory.ts';
import type { EnvelopeAddress } from './delivery.ts';

/** Whose address it is: an address itself, or the one before its `+tag` (RFC 5233). */
export function resolveRecipient(directory: Directory, address: EnvelopeAddress): RecipientResolution {
  const found = directory.resolveRecipient(address.text);
  if (found.kind === 'mailbox') return found;
  const plus = address.localPart.indexOf('+');
  if (found.kind === 'unknown-user' && plus > 0)
    return directory.resolveRecipient(`${address.localPart.slice(0, plus)}@${address.domain}`);
  // The directory gives nobody a local part that needs quotes; whether the domain is ours another address tells.
  if (address.text.startsWith('"') && directory.resolveRecipient(`a@${address.domain}`).kind !== 'other-domain')
    return { kind: 'unknown-user' };
  return found;
}
