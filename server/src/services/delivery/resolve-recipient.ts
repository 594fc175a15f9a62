import type { Directory, RecipientResolution } from '../../domain/directory/directory.ts';
import type { EnvelopeAddress } from './delivery.ts';

/** Whose address it is; one with a local part that needs quotes is nobody's. */
export function resolveRecipient(directory: Directory, address: EnvelopeAddress): RecipientResolution {
  const found = directory.resolveRecipient(address.text);
  // The directory gives nobody such a local part; whether the domain is ours another address tells.
  if (found.kind === 'other-domain' && address.text.startsWith('"')) {
    const another = directory.resolveRecipient(`a@${address.domain}`);
    if (another.kind !== 'other-domain') return { kind: 'unknown-user' };
  }
  return found;
}
