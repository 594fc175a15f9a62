/**
 * Brings the keyboard to the title of the page that is shown next: after signing in the fields are gone, and readers would begin
 * with nothing (WCAG 2.4.3). Whoever took the keyboard elsewhere meanwhile keeps it. Until the returned function is called.
 */
export function focusTitle(): () => void {
  const watcher = new MutationObserver(look);
  function look(): void {
    const isTaken = document.activeElement !== null && document.activeElement !== document.body;
    const title = document.querySelector('h1');
    if (!isTaken && title === null) return;
    watcher.disconnect();
    if (isTaken || title === null) return;
    title.tabIndex = -1;
    title.style.outline = 'none';
    title.focus({ preventScroll: true });
  }
  watcher.observe(document.body, { childList: true, subtree: true });
  look();
  return () => watcher.disconnect();
}
