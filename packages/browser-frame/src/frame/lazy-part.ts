import { type ComponentType, lazy } from 'react';
import { isSomethingInHand } from './work-in-hand.ts';

const betweenLooksMs = 2_000;
const loadedAnewKey = 'relais.loaded-anew';
/** A page that was loaded anew so lately and still lacks its code would lack it the next time too. */
const lateEnoughMs = 60_000;

let outdatedPart: ComponentType = () => null;

/** What stands in place of a part whose code is gone; given once, at the start: Node, which reads this file too, reads no JSX. */
export function showInPlaceOfOutdated(part: ComponentType): void {
  outdatedPart = part;
}

/**
 * A part of the application whose code comes when it is shown. Without a connection it waits for one: a browser asks but once for
 * the code of a module, and what it did not get then it would not get before the page is loaded anew. Code that the server no
 * longer has belongs to a version that was replaced while the page was open: the page loads itself anew, or, where somebody has
 * something in hand, asks for it.
 */
export const lazyPart: typeof lazy = (load) =>
  lazy(async () => {
    if (!navigator.onLine) await connection();
    try {
      return await load();
    } catch (cause) {
      console.error(cause);
      await connection();
      if (!isSomethingInHand() && mayLoadAnew()) {
        location.reload();
        await new Promise(() => undefined);
      }
      return { default: outdatedPart as unknown as Awaited<ReturnType<typeof load>>['default'] };
    }
  });

/** Notes that the page is loaded anew by itself; not twice within a minute. */
function mayLoadAnew(): boolean {
  try {
    const before = Number(sessionStorage.getItem(loadedAnewKey) ?? 0);
    if (Date.now() - before < lateEnoughMs) return false;
    sessionStorage.setItem(loadedAnewKey, String(Date.now()));
    return true;
  } catch {
    // Nothing can be noted: it might go on for ever.
    return false;
  }
}

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
