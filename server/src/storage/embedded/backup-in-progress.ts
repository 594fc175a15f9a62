import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Holds the number of the process that copies the data directory. Another user's server reads it, too. */
const backingUpMark = 'backing-up';

/** Shows, until it is disposed of, that the data directory is being backed up. On a medium that cannot be written nobody is told. */
export async function markBackup(dataDirectory: string): Promise<AsyncDisposable> {
  const path = join(dataDirectory, backingUpMark);
  const isMarked = await writeFile(path, `${process.pid}\n`, { mode: 0o644 }).then(
    () => true,
    () => false,
  );
  return {
    async [Symbol.asyncDispose]() {
      if (isMarked) await rm(path, { force: true });
    },
  };
}

/** Whether a backup of the data directory runs. The mark of one that was killed counts for nothing. */
export async function isBackedUpNow(dataDirectory: string): Promise<boolean> {
  const text = await readFile(join(dataDirectory, backingUpMark), 'utf8').catch(() => '');
  const pid = Number.parseInt(text, 10);
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
