import { useCallback } from 'react';
import { goTo, useAddress } from '../frame/address.ts';
import { type Address, addressIn, pathOf } from '../frame/path.ts';

/** What is open on this page, by its address, and the ways to open, turn to a section of, and close it. */
export function usePlace(area: string, tab: string) {
  const address: Address = useAddress();
  const isHere = address.area === area && address.tab === tab;
  const open = useCallback(
    (item: string, section?: string) => goTo(pathOf({ area, tab, item, section: section ?? null })),
    [area, tab],
  );
  const { item } = address;
  // What ends late closes nothing that was opened since.
  const close = useCallback(() => {
    if (addressIn(location.pathname).item === item) goTo(pathOf({ area, tab }));
  }, [area, tab, item]);
  const turnTo = useCallback(
    (section: string) => goTo(pathOf({ area, tab, item: address.item, section }), { replace: true }),
    [area, tab, address.item],
  );
  return { item: isHere ? address.item : null, section: isHere ? address.section : null, open, close, turnTo };
}
