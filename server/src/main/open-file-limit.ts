import { readFile } from 'node:fs/promises';

/** A session is a file, a mailbox two or three: fewer than that is a limit that somebody forgot. */
const enough = 4096;

/** What to say of a limit of open files at which connections would be closed without a word; null: it is no worry, or unknown. */
export async function openFileWarning(): Promise<string | null> {
  // Only Linux has it; elsewhere nothing is said.
  return warningIn(await readFile('/proc/self/limits', 'utf8').catch(() => ''));
}

export function warningIn(limits: string): string | null {
  const most = Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? Infinity);
  return most >= enough
    ? null
    : `this process may open ${most} files and connections at once; further clients are closed without a word. ` +
        'Raise it: LimitNOFILE=65536 in the unit, or ulimit -n.';
}
