/**
 * How high a line of a long list is, in pixels, by the classes that its lines have: as high as its text, which a reader may have
 * made larger (the browser's smallest font size).
 */
export function heightOf(classes: string): number {
  const probe = document.createElement('div');
  probe.className = classes;
  probe.style.visibility = 'hidden';
  document.body.append(probe);
  const { height } = probe.getBoundingClientRect();
  probe.remove();
  return height;
}
