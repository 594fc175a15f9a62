import { asciiDomain } from '../../../domain/queue/address-space.ts';
import { selectSendConnector } from '../../../domain/queue/route-recipient.ts';
import type { JourneyContext } from './journey-context.ts';

/**
 * Whether a mailbox may send on by itself to `address` (Set-RemoteDomain -AutoForwardEnabled). Contacts here count as what
 * they stand for; everybody else here is always reached.
 */
export function mayForwardTo(
  { directory, remoteDomains }: Pick<JourneyContext, 'directory' | 'remoteDomains'>,
  address: string,
): boolean {
  const found = directory.resolveRecipient(address);
  if (found.kind === 'contact') return remoteDomains.of(found.contact.externalEmailAddress).autoForwardEnabled;
  return found.kind !== 'other-domain' || remoteDomains.of(address).autoForwardEnabled;
}

/** Why mail of `sizeBytes` (0: not known) to `address` would not leave now; `null`: it would, or is for somebody here. */
export function outgoingRefusal(
  { directory, outbound }: Pick<JourneyContext, 'directory' | 'outbound'>,
  address: string,
  sizeBytes: number,
): 'unknown-user' | 'no-connector' | 'too-large' | null {
  const found = directory.resolveRecipient(address);
  if (found.kind === 'unknown-user') return 'unknown-user';
  if (outbound === null) return 'no-connector';
  if (found.kind !== 'other-domain') return null;
  const written = address.slice(address.lastIndexOf('@') + 1);
  const domain = written.startsWith('[') ? written.toLowerCase() : asciiDomain(written);
  const connector = domain === null ? null : selectSendConnector(outbound.sendConnectors.list(), domain);
  if (connector === null) return 'no-connector';
  const { MaxMessageSize } = connector;
  return 'bytes' in MaxMessageSize && sizeBytes > MaxMessageSize.bytes ? 'too-large' : null;
}
