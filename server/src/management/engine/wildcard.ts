/** Whether a text holds PowerShell's wildcards `*` or `?`. */
export function hasWildcard(pattern: string): boolean {
  return /[*?]/.test(pattern);
}

/** PowerShell's `-like`: `*` any text, `?` one character, without case. */
export function matchesWildcard(pattern: string, text: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll(/\*+/g, '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'isu').test(text);
}
