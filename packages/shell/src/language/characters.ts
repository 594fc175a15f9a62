/** Quotes and dashes that word processors put into copied command lines count as the plain ones, as in PowerShell. */
export function isDoubleQuote(character: string): boolean {
  return character === '"' || character === '\u201c' || character === '\u201d' || character === '\u201e';
}

export function isSingleQuote(character: string): boolean {
  return (
    character === "'" ||
    character === '\u2018' ||
    character === '\u2019' ||
    character === '\u201a' ||
    character === '\u201b'
  );
}

export function isDash(character: string): boolean {
  return character === '-' || character === '\u2013' || character === '\u2014' || character === '\u2015';
}

export function isBlank(character: string): boolean {
  return (
    character === ' ' || character === '\t' || character === '\u00a0' || character === '\ufeff' || character === '\f'
  );
}

export function isNewline(character: string): boolean {
  return character === '\n' || character === '\r';
}

export function isLetter(character: string): boolean {
  return /^[\p{L}_]$/u.test(character);
}

export function isDigit(character: string): boolean {
  return character >= '0' && character <= '9' && character.length === 1;
}

export function isWordCharacter(character: string): boolean {
  return isLetter(character) || isDigit(character);
}

/** What ends an unquoted word behind a command. */
export function endsWord(character: string): boolean {
  return character === '' || isBlank(character) || isNewline(character) || ';|&(){},<>'.includes(character);
}
