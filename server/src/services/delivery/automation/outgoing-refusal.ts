import { asciiDomain } from '../../../domain/queue/address-space.ts';
import { selectSendConnector } from '../../../domain/queue/route-recipient.ts';
import type { JourneyContext } from './journey-context.ts';

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
