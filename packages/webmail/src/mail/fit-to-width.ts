const pixels = /^(\d+(?:\.\d+)?)(px|pt)?$/;

/**
 * What has a fixed width that is larger than the window's `room`, in pixels, gets the width of the window: mail is made for 600 or 700 pixels, and
 * on a phone half of each line would be out of sight. What needs its width all the same (a table of many columns) is scrolled.
 */
export function fitToWidth(content: ParentNode, room: number): void {
  for (const element of content.querySelectorAll<HTMLElement>('[width], [style]')) {
    const { style } = element;
    const width = inPixels(style.width) ?? inPixels(element.getAttribute('width') ?? '');
    // With a share of its parent in it the width no longer makes the parent larger.
    if (width !== null && width > room) style.setProperty('width', `min(100%, ${width}px)`, 'important');
    const least = inPixels(style.minWidth);
    if (least !== null && least > room) style.setProperty('min-width', `min(100%, ${least}px)`, 'important');
  }
}

function inPixels(written: string): number | null {
  const [, amount, unit] = pixels.exec(written.trim()) ?? [];
  if (amount === undefined) return null;
  return Number(amount) * (unit === 'pt' ? 4 / 3 : 1);
}
