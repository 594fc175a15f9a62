import { networkInterfaces } from 'node:os';
import { parseBinding } from '../domain/configuration/binding.ts';

/** Those of `bindings` whose address this machine does not have now, so that nothing could listen there. */
export function bindingsOnAbsentAddresses(bindings: readonly string[]): readonly string[] {
  const present = new Set(
    Object.values(networkInterfaces()).flatMap((addresses) => (addresses ?? []).map(({ address }) => spelled(address))),
  );
  return bindings.filter((binding) => {
    const address = parseBinding(binding)?.address;
    // RFC 1122 §3.2.1.3: all of 127/8 is this machine, though only one address of it is listed.
    if (address === undefined || address === '0.0.0.0' || address === '::' || address.startsWith('127.')) return false;
    return !present.has(address);
  });
}

/** As `parseBinding` spells addresses. */
function spelled(address: string): string {
  return parseBinding(address.includes(':') ? `[${address}]:1` : `${address}:1`)?.address ?? address;
}
