import { guardPage } from '@relais/browser-frame/frame/page-address.ts';
import { useSession } from '@relais/browser-frame/server/session.ts';
import { useEffect, useRef } from 'react';

/**
 * While a dialog holds something unsaved, the browser's Back does what closing it does, which asks, and the browser asks before the page
 * is closed or loaded anew. Not below the page of sign-in, where somebody else may begin on a new page.
 */
export function useUnsaved(isUnsaved: boolean, close: () => void): void {
  const isGuarded = useSession().kind === 'signed-in' && isUnsaved;
  const latest = useRef(close);
  useEffect(() => {
    latest.current = close;
  });
  useEffect(() => {
    if (!isGuarded) return;
    const leave = guardPage(() => {
      latest.current();
      return true;
    });
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => {
      leave();
      removeEventListener('beforeunload', ask);
    };
  }, [isGuarded]);
}
