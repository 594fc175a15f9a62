const names: Readonly<Record<string, string>> = { '\0': 'NUL', '\t': 'TAB', '\n': 'LF', '\r': 'CR' };

/**
 * What stands in a text that is one line and ends it for some program, or colours a terminal: a control character (C0, DEL,
 * C1) or a separator of lines and paragraphs, by its name (`CR`, `U+2028`). `null`: there is none.
 */
export function controlCharacterIn(text: string): string | null {
  return nameOf(/[\p{Cc}\p{Zl}\p{Zp}]/u.exec(text)?.[0]);
}

/** The same of a text of several lines, where CR, LF and tabs have their meaning. */
export function controlCharacterInLines(text: string): string | null {
  return nameOf(/(?![\t\r\n])\p{Cc}/u.exec(text)?.[0]);
}

function nameOf(character: string | undefined): string | null {
  if (character === undefined) return null;
  return names[character] ?? `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}
