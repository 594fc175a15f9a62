/** More lines than these wait until somebody asks for them: each is an element, and 70,000 stop the page for half a minute. */
export const mostLines = 5_000;

/** What of a huge text is quoted; `null`: it is not huge. */
export function beginningOfText(text: string): string | null {
  const lines = text.split('\n', mostLines + 1);
  return lines.length > mostLines ? lines.slice(0, mostLines).join('\n') : null;
}
