import { useEffect, useRef } from 'react';
import { writingIn } from '../route.ts';

/**
 * Writing is a step of its own for the browser's Back, which leaves what is written (kept in Drafts) and nothing else; folders that
 * are looked at meanwhile are steps after it. `key`: of the draft that is being written, `null` for none.
 */
export function useWritingStep(key: string | null, onLeave: () => void): void {
  const leave = useRef(onLeave);
  leave.current = onLeave;
  const goingBack = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => {
    if (key === null) return undefined;
    clearTimeout(goingBack.current);
    const step = { writing: key, isStep: true };
    // One draft after the other is one step.
    if (isStep()) history.replaceState(step, '');
    else history.pushState(step, '');
    const look = () => writingIn(history.state) !== key && leave.current();
    addEventListener('popstate', look);
    return () => {
      removeEventListener('popstate', look);
      // Ended by its own buttons: Back goes to where one was before.
      goingBack.current = setTimeout(() => writingIn(history.state) === key && isStep() && history.back());
    };
  }, [key]);
}

function isStep(): boolean {
  return (history.state as { readonly isStep?: boolean } | null)?.isStep === true;
}
