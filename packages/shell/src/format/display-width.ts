/** Columns that a text takes in a terminal: combining marks take none, East Asian wide characters and emoji two. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += characterWidth(character.codePointAt(0) ?? 0);
  return width;
}

function characterWidth(code: number): number {
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return 0;
  if ((code >= 0x300 && code <= 0x36f) || code === 0x200b || code === 0x200d || (code >= 0xfe00 && code <= 0xfe0f))
    return 0;
  const isWide =
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x1f300 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd);
  return isWide ? 2 : 1;
}

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - displayWidth(text))) + text;
}

/** The text cut to `width`, with `...` where something is lost. */
export function truncate(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  const marks = width > 3 ? '...' : '';
  return take(text, width - marks.length) + marks;
}

/** The text in pieces of at most `width` columns. */
export function wrapText(text: string, width: number): string[] {
  if (displayWidth(text) <= width || width < 1) return [text];
  const pieces: string[] = [];
  let rest = text;
  while (rest !== '') {
    const piece = take(rest, width) || [...rest][0] || '';
    pieces.push(piece);
    rest = rest.slice(piece.length);
  }
  return pieces;
}

/** As `wrapText`, ending a piece between words where one of them ends in it. */
export function wrapWords(text: string, width: number): string[] {
  const pieces: string[] = [];
  let rest = text;
  while (displayWidth(rest) > width && width > 0) {
    const most = take(rest, width) || [...rest][0] || '';
    const end = rest[most.length] === ' ' ? most.length : most.lastIndexOf(' ');
    const words = end > 0 ? rest.slice(0, end).trimEnd() : '';
    pieces.push(words === '' ? most : words);
    rest = words === '' ? rest.slice(most.length) : rest.slice(end).trimStart();
  }
  return rest === '' && pieces.length > 0 ? pieces : [...pieces, rest];
}

function take(text: string, width: number): string {
  let taken = '';
  let used = 0;
  for (const character of text) {
    used += characterWidth(character.codePointAt(0) ?? 0);
    if (used > width) break;
    taken += character;
  }
  return taken;
}
