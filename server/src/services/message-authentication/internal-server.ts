import { parseAddressRange, rangeContains } from '../../domain/configuration/address-range.ts';
import type { TransportSettings } from '../../domain/configuration/transport-settings.ts';

/** Whether mail from an address is not looked at: it is one of `InternalSMTPServers`, or no address at all. */
export function isInternalServer(
  address: string,
  { InternalSMTPServers }: Pick<TransportSettings, 'InternalSMTPServers'>,
): boolean {
  const own = parseAddressRange(address);
  return (
    own === null ||
    InternalSMTPServers.map(parseAddressRange).some((range) => range !== null && rangeContains(range, own))
  );
}
