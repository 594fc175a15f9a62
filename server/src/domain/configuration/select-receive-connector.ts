import { parseAddressRange, rangeContains, rangeSize } from './address-range.ts';
import type { ReceiveConnector } from './receive-connectors.ts';

/**
 * Of several connectors on one binding, the one whose remote range names the client most exactly (reference §2.1);
 * `null` when none covers it: the connection has no business here.
 */
export function selectReceiveConnector(
  connectors: readonly ReceiveConnector[],
  remoteAddress: string,
): ReceiveConnector | null {
  const remote = parseAddressRange(remoteAddress);
  if (remote === null) return null;
  let best: { readonly connector: ReceiveConnector; readonly size: bigint } | null = null;
  for (const connector of connectors) {
    for (const text of connector.RemoteIPRanges) {
      const range = parseAddressRange(text);
      if (range === null || !rangeContains(range, remote)) continue;
      const size = rangeSize(range);
      if (best === null || size < best.size) best = { connector, size };
    }
  }
  return best?.connector ?? null;
}
