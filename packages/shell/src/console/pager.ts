/** Shows a long text a screen at a time; `ask` gives `q` to stop. */
export async function pageText(
  text: string,
  rows: number,
  write: (text: string) => void,
  ask: (prompt: string) => Promise<string | null>,
  prompt: string,
): Promise<void> {
  const lines = text.replace(/\n$/, '').split('\n');
  const size = Math.max(1, rows - 1);
  for (let from = 0; from < lines.length; from += size) {
    write(`${lines.slice(from, from + size).join('\n')}\n`);
    if (from + size >= lines.length) return;
    const answer = await ask(prompt);
    if (answer === null || /^q/i.test(answer.trim())) return;
  }
}
