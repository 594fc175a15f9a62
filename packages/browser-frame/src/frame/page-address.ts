import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
window.addEventListener('popstate', announce);
window.addEventListener('hashchange', announce);

/** Path and hash of the address, followed without a reload. */
export function usePageAddress(): string {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => location.pathname + location.hash,
  );
}

/** `replace`: no step for the Back button, as between the sections of a dialog. */
export function goToPath(path: string, { replace = false }: { readonly replace?: boolean } = {}): void {
  if (path === location.pathname) return;
  if (replace) history.replaceState(null, '', path);
  else history.pushState(null, '', path);
  announce();
}

function announce(): void {
  for (const listener of listeners) listener();
}
