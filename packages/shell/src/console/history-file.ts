import { appendFile, chmod, readFile, writeFile } from 'node:fs/promises';

const mostLines = 2_000;

/** Lines that hold secrets are not kept, as PSReadLine does it. */
function holdsSecret(line: string): boolean {
  return /ConvertTo-SecureString|-AsPlainText|-Password\s+["']|-Credential\s+["']|\bapikey\b|\btoken\b/i.test(line);
}

/** The lines of earlier sessions, oldest first; line ends within a line are kept as `\n` escapes. No file is no history. */
export async function readHistory(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const lines = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.replaceAll(/\\(n|\\)/g, (_, code: string) => (code === 'n' ? '\n' : '\\')));
  if (lines.length <= mostLines) return lines;
  const kept = lines.slice(-mostLines);
  await writeFile(path, kept.map(storedLine).join(''), { mode: 0o600 });
  return kept;
}

export async function appendHistory(path: string, line: string): Promise<void> {
  if (holdsSecret(line)) return;
  await appendFile(path, storedLine(line), { mode: 0o600 });
  await chmod(path, 0o600);
}

function storedLine(line: string): string {
  return `${line.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n`;
}
