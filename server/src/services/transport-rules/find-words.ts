import { setImmediate } from 'node:timers/promises';

/** Whether a text has one of the words or phrases, whole, without case, as Exchange matches them. `folded`: of `wordsOf`. */
export function hasWords(folded: string, words: readonly string[]): boolean {
  return words.some((word) => {
    const wanted = wordsOf(word).trim();
    // Nothing is found everywhere, at the end again and again.
    if (wanted === '') return false;
    for (let at = folded.indexOf(wanted); at !== -1; at = folded.indexOf(wanted, at + 1))
      if (!isLetter(folded, at - 1) && !isLetter(folded, at + wanted.length)) return true;
    return false;
  });
}

/** Of text in lower case. A stranger's may have a word a million times within others. */
function isLetter(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code < 0x80) return (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39);
  return /[\p{L}\p{N}]/u.test(text.charAt(at));
}

/**
 * A text in which words are looked for. Where a line ends between the words of a phrase they are found as well, with the marks of a quotation
 * (`>`) too: what a reply quotes is wrapped anew.
 */
export function wordsOf(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/\n[> \t]*/g, ' ')
    .replaceAll(/\s+/g, ' ');
}

const pieceCharacters = 64 * 1024;

/** The same of a long text, piece by piece: others have their turn. */
export async function wordsOfLong(text: string): Promise<string> {
  const pieces: string[] = [];
  let isBlank = false;
  for (let start = 0; start < text.length; ) {
    // A line's end belongs to what follows it.
    const line = text.indexOf('\n', start + pieceCharacters / 2);
    const end = line === -1 || line > start + pieceCharacters ? start + pieceCharacters : line;
    const words = wordsOf(text.slice(start, end));
    pieces.push(isBlank && words.startsWith(' ') ? words.slice(1) : words);
    isBlank = words.endsWith(' ');
    start = end;
    if (start < text.length) await setImmediate();
  }
  return pieces.join('');
}
