import { useSyncExternalStore } from 'react';

const narrow = window.matchMedia('(max-width: 820px)');

/** Whether the window is as narrow as a phone's: the style sheets' own limit. */
export function useIsNarrowWindow(): boolean {
  return useSyncExternalStore(
    (listener) => {
      narrow.addEventListener('change', listener);
      return () => narrow.removeEventListener('change', listener);
    },
    () => narrow.matches,
  );
}
