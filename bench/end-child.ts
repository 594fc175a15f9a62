import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Resolves when it has ended, also when it had before: Ctrl-C goes to all programs of a terminal, and none says twice that it is over. */
export async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}
