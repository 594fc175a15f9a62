const popups = '[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"][id^="fluent"]';

/**
 * Gives the keyboard back to where it was when the last dialog or menu closes and nothing else took it: dialogs that open
 * by a key or from a menu have no button of their own to return to (WCAG 2.4.3). Dialogs that know better where it belongs
 * use `useFocusReturn`, which comes first. Until the returned function is called.
 */
export function catchLostFocus(): () => void {
  let last: HTMLElement | null = null;
  function onFocus({ target }: FocusEvent) {
    const element = target as HTMLElement;
    if (element.closest(popups) === null && !element.hasAttribute('data-tabster-dummy')) last = element;
  }
  const watcher = new MutationObserver((changes) => {
    const isGone = changes.some(({ removedNodes }) => removedNodes.length > 0);
    const isLost = document.activeElement === document.body || document.activeElement === null;
    if (isGone && isLost && document.querySelector(popups) === null && last?.isConnected === true) last.focus();
  });
  document.addEventListener('focusin', onFocus);
  watcher.observe(document.body, { childList: true });
  return () => {
    document.removeEventListener('focusin', onFocus);
    watcher.disconnect();
  };
}
