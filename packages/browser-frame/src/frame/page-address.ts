import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
const guards = new Set<() => boolean>();
let shown = location.pathname + location.hash;
window.addEventListener('popstate', () => {
  const isElsewhere = location.pathname + location.hash !== shown;
  // A step back cannot be refused: one more leads here again.
  if (isElsewhere && [...guards].some((staysHere) => staysHere())) history.pushState(null, '', shown);
  else announce();
});
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

/** Asks before the browser's Back and Forward lead to another page, until the function that it gives is called; `true` stays. */
export function guardPage(staysHere: () => boolean): () => void {
  guards.add(staysHere);
  return () => void guards.delete(staysHere);
}

function announce(): void {
  shown = location.pathname + location.hash;
  for (const listener of listeners) listener();
}
