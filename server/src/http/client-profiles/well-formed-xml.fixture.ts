/** Checks XML as a strict reader does, as far as these documents go: one root, balanced tags, quoted attributes, known entities. */
export function assertWellFormed(text: string): void {
  const body = text.replace(/^<\?xml[^?]*\?>\s*/, '').replace(/^<!DOCTYPE[^>]*>\s*/, '');
  const open: string[] = [];
  let roots = 0;
  const token = /<(\/?)([A-Za-z][\w.-]*)((?:\s+[\w:.-]+="[^"<]*")*)\s*(\/?)>|([^<]+)|(<)/g;
  for (const [whole, closing, name, , selfClosing, characters] of body.matchAll(token)) {
    if (characters !== undefined) {
      if (/&(?!(?:amp|lt|gt|quot|apos);)/.test(characters)) throw new Error(`a bare & in ${characters}`);
      if (open.length === 0 && characters.trim() !== '') throw new Error(`text outside the root: ${characters}`);
    } else if (name === undefined) throw new Error(`not a tag: ${whole} after ${open.join('/')}`);
    else if (closing === '/') {
      if (open.pop() !== name) throw new Error(`</${name}> closes nothing`);
    } else {
      if (open.length === 0) roots++;
      if (selfClosing !== '/') open.push(name);
    }
  }
  if (open.length > 0 || roots !== 1) throw new Error(`${roots} roots, still open: ${open.join(', ')}`);
}
