import { lazy } from 'react';

const betweenLooksMs = 2_000;

/**
 * A part of the application whose code comes when it is shown. Without a connection it waits for one: a browser asks but once for
 * the code of a module, and what it did not get then it would not get before the page is loaded anew.
 */
export const lazyPart: typeof lazy = (load) =>
  lazy(async () => {
    if (!navigator.onLine) await connection();
    return load();
  });

/** A browser that knows of no network may still reach a server on its own machine. */
async function connection(): Promise<void> {
  for (;;) {
    const answer = await fetch(document.baseURI, { method: 'HEAD', cache: 'no-store' }).catch(() => null);
    if (answer !== null) return;
    await new Promise<void>((resolve) => {
      const look = (): void => {
        clearTimeout(timer);
        removeEventListener('online', look);
        resolve();
      };
      const timer = setTimeout(look, betweenLooksMs);
      addEventListener('online', look);
    });
  }
}
