import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Makes the data directory and what is missing above it. @throws Error with the path and what to do. */
export async function makeDataDirectory(path: string): Promise<void> {
  const missing: string[] = [];
  try {
    for (let at = path; !(await exists(at)); at = dirname(at)) missing.push(at);
    // One by one: a recursive mkdir never returns on a file system that makes nothing, such as /proc.
    for (const folder of missing.toReversed()) await mkdir(folder, { mode: 0o700 });
  } catch (cause) {
    throw new Error(
      `the data directory ${path} cannot be made: ${(cause as Error).message}. ` +
        `Choose another with --data DIR, or give this user the right to write there.`,
      { cause },
    );
  }
  if (!(await stat(path)).isDirectory()) {
    throw new Error(`${path} is a file, not a directory; choose another with --data DIR`);
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw cause;
  }
}
