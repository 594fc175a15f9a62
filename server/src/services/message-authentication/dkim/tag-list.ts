/** `name=value; …` (RFC 6376 §3.2) by name; white space around and within folding removed. `null`: it cannot be read. */
export function parseTagList(text: string): ReadonlyMap<string, string> | null {
  const tags = new Map<string, string>();
  const parts = text.split(';');
  for (const [index, part] of parts.entries()) {
    if (part.trim() === '' && index === parts.length - 1) break;
    const written = part.trimStart();
    const match = /^([a-z][a-z0-9_]*)\s*=/i.exec(written);
    // A tag that stands twice makes the list void.
    if (match?.[1] === undefined || tags.has(match[1])) return null;
    // Trimmed, and not matched up to blanks at its end: a stranger's value may be a hundred thousand of them and a letter.
    tags.set(match[1], written.slice(match[0].length).trim());
  }
  return tags;
}
