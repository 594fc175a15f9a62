/** `name=value; …` (RFC 6376 §3.2) by name; white space around and within folding removed. `null`: it cannot be read. */
export function parseTagList(text: string): ReadonlyMap<string, string> | null {
  const tags = new Map<string, string>();
  const parts = text.split(';');
  for (const [index, part] of parts.entries()) {
    if (part.trim() === '' && index === parts.length - 1) break;
    const match = /^\s*([a-z][a-z0-9_]*)\s*=\s*([\s\S]*?)\s*$/i.exec(part);
    // A tag that stands twice makes the list void.
    if (match?.[1] === undefined || tags.has(match[1])) return null;
    tags.set(match[1], match[2] ?? '');
  }
  return tags;
}
