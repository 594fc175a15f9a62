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

function isLetter(text: string, at: number): boolean {
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
