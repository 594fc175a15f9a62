import { useEffect, useRef } from 'react';

/** What takes a dialog away lets go of the page in several steps; until then it takes the focus back. */
const mostFrames = 60;
const dialogs = '[role="dialog"], [role="alertdialog"]';

/**
 * Whatever closes gives the keyboard back to what had it when it opened. Where that is gone or closed meanwhile, the dialog
 * below has it, else the row of the list that Tab would reach, else the page. Of what is in the tree while it is closed,
 * too, `isOpen` says when it is not.
 */
export function useFocusReturn(isOpen = true): void {
  const opener = useRef<Element | null>(null);
  // While it is drawn for the first time: once it is there it has the focus itself.
  if (isOpen && opener.current === null) opener.current = document.activeElement;
  useEffect(() => {
    if (!isOpen) return;
    return () => {
      const from = opener.current;
      opener.current = null;
      giveBack(from, mostFrames);
    };
  }, [isOpen]);
}

function giveBack(from: Element | null, framesLeft: number): void {
  requestAnimationFrame(() => {
    const held = document.activeElement;
    const open = [...document.querySelectorAll(dialogs)].at(-1) ?? null;
    const target = isReachable(from) ? from : standIn(open);
    // Kept from one frame to the next it is there to stay; what somebody chose meanwhile stays as well.
    if (held === target || (held !== null && held !== document.body && held !== from)) return;
    // What is still there of what closes, or what opened in its place, has the focus for itself.
    if (open === null || open.contains(target)) target?.focus();
    if (framesLeft > 0) giveBack(from, framesLeft - 1);
  });
}

function isReachable(element: Element | null): element is HTMLElement {
  return (
    element instanceof HTMLElement &&
    element !== document.body &&
    element.isConnected &&
    element.checkVisibility({ visibilityProperty: true }) &&
    !element.matches(':disabled')
  );
}

function standIn(open: Element | null): HTMLElement | null {
  if (open !== null) return open.querySelector<HTMLElement>('[role="tabpanel"], [role="group"][tabindex="0"]');
  return document.querySelector<HTMLElement>('main [role="row"][tabindex="0"]') ?? document.getElementById('content');
}
