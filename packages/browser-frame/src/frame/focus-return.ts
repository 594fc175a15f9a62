import { useLayoutEffect, useRef } from 'react';

/** Where the page is not free at once: what takes a dialog away can let go of it in several steps. */
const mostFrames = 60;
const dialogs = '[role="dialog"], [role="alertdialog"]';

/**
 * Whatever closes gives the keyboard back to what had it when it opened. Where that is gone or closed meanwhile, the dialog
 * below has it, else the list or its row that Tab would reach, else the page.
 */
export function useFocusReturn(): void {
  const opener = useRef<Element | null>(null);
  // While it is drawn for the first time: once it is there it has the focus itself.
  opener.current ??= document.activeElement;
  useLayoutEffect(
    () => () => {
      const from = opener.current;
      // Before anything else looks where the focus went, and after it is noticed that the dialog is gone: Fluent gives the
      // focus to a menu's button of long ago if nothing has it by then.
      queueMicrotask(() => queueMicrotask(() => giveBack(from, mostFrames)));
    },
    [],
  );
}

function giveBack(from: Element | null, framesLeft: number): void {
  const held = document.activeElement;
  const open = [...document.querySelectorAll(dialogs)].at(-1) ?? null;
  const target = isReachable(from) ? from : standIn(open);
  // What is still there of what closes, or what opened in its place, has the focus for itself.
  const isTaken = open !== null && !open.contains(target);
  // What somebody chose meanwhile stays.
  if (target === null || (held !== null && held !== document.body && !isTaken)) return;
  if (!isTaken) target.focus();
  if (framesLeft > 0 && document.activeElement !== target) requestAnimationFrame(() => giveBack(from, framesLeft - 1));
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
  const lists = [...document.querySelectorAll('main :is([role="row"], [role="listbox"])[tabindex="0"]')];
  return lists.find(isReachable) ?? document.getElementById('content');
}
