import { useSyncExternalStore } from 'react';
import { type Address, addressIn } from './path.ts';

const listeners = new Set<() => void>();
window.addEventListener('popstate', announce);

export function useAddress(): Address {
  const pathname = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => location.pathname,
  );
  return addressIn(pathname);
}

/** `replace`: no step for the Back button, as between the sections of a dialog. */
export function goTo(path: string, { replace = false }: { readonly replace?: boolean } = {}): void {
  if (path === location.pathname) return;
  if (replace) history.replaceState(null, '', path);
  else history.pushState(null, '', path);
  announce();
}

function announce(): void {
  for (const listener of listeners) listener();
}
