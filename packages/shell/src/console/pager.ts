/** Shows a long text a screen at a time. `key` gives what was pressed: space a screen more, Enter a line, q the end. */
export async function pageText(
  text: string,
  rows: number,
  write: (text: string) => void,
  key: (prompt: string) => Promise<string | null>,
  prompt: string,
): Promise<void> {
  const lines = text.replace(/\n$/, '').split('\n');
  const size = Math.max(1, rows - 1);
  let step = size;
  for (let from = 0; from < lines.length; ) {
    write(`${lines.slice(from, from + step).join('\n')}\n`);
    from += step;
    if (from >= lines.length) return;
    const pressed = await key(prompt);
    // Ctrl-C and Escape end it too.
    if (pressed === null || /^[q\x03\x1b]/i.test(pressed)) return;
    step = /^[\r\n]/.test(pressed) ? 1 : size;
  }
}
