import { useEffect, useRef } from 'react';

/**
 * Keys of the whole page (`r`, `Shift+R`, `Ctrl+z`, `Delete`, `g i` for one after the other), not while something is being
 * typed or a dialog is open.
 */
export function useShortcuts(actions: Readonly<Record<string, () => void>>): void {
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    /** The first of two keys, when it was the last one pressed. */
    let first = '';
    function onKeyDown(event: KeyboardEvent) {
      const name = nameOf(event);
      if (name === null || event.defaultPrevented || !isFree(event.target as HTMLElement)) return;
      const key = first === '' ? name : `${first} ${name}`;
      first = '';
      const action = latest.current[key];
      const isFirst = Object.keys(latest.current).some((known) => known.startsWith(`${key} `));
      if (action === undefined && !isFirst) return;
      event.preventDefault();
      if (action === undefined) first = key;
      else action();
    }
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}

/** As it stands in the table; `null`: a key that only holds others, or a combination of the browser's. */
function nameOf({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): string | null {
  if (/^(?:Shift|Control|Alt|AltGraph|Meta)$/.test(key)) return null;
  const plain = key.length === 1 ? key.toLowerCase() : key;
  const isShifted = shiftKey && (plain.length > 1 || /^\p{L}$/u.test(plain));
  const name = isShifted ? `Shift+${plain.length === 1 ? plain.toUpperCase() : plain}` : plain;
  return `${ctrlKey || metaKey ? 'Ctrl+' : ''}${altKey ? 'Alt+' : ''}${name}`;
}

function isFree(target: HTMLElement): boolean {
  if (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return false;
  if (target.closest('[data-own-keys]') !== null) return false;
  return document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]') === null;
}
