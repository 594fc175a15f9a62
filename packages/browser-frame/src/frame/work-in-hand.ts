const typedIn = new Set<Node>();

/** Remembers where somebody types, ticks or chooses, from now on. */
export function watchWorkInHand(): void {
  document.addEventListener(
    'input',
    ({ target }) => {
      if (target instanceof Node) typedIn.add(target);
    },
    true,
  );
}

/**
 * Whether loading the page anew might lose something: a dialog is open, or a field that somebody typed in is still shown. A field
 * that was saved and stays counts too: asking once too often costs a press.
 */
export function isSomethingInHand(): boolean {
  for (const field of typedIn) if (!field.isConnected) typedIn.delete(field);
  return typedIn.size > 0 || document.querySelector('[role="dialog"], [role="alertdialog"]') !== null;
}
