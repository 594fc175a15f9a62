import { readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type LogFileNaming, parseFileName } from './log-file-name.ts';

/** How much of a log is kept. */
export interface LogKeeping {
  readonly maxAgeMs: number;
  readonly maxDirectoryBytes: number;
}

/** Removes files of this log that are too old, then the oldest until the rest fits. Other files are left alone. */
export async function removeOldLogs(
  directory: string,
  naming: LogFileNaming,
  keep: LogKeeping,
  now: number,
): Promise<void> {
  const files: { readonly path: string; readonly mtimeMs: number; readonly size: number; readonly order: string }[] =
    [];
  for (const name of await readdir(directory)) {
    const parsed = parseFileName(naming, name);
    if (parsed === null) continue;
    const path = join(directory, name);
    const { mtimeMs, size } = await stat(path);
    files.push({ path, mtimeMs, size, order: `${parsed.period} ${String(parsed.number).padStart(9, '0')}` });
  }
  files.sort((a, b) => (a.order < b.order ? 1 : -1));
  let total = 0;
  for (const [index, { path, mtimeMs, size }] of files.entries()) {
    total += size;
    // The newest is the one being written.
    if (index > 0 && (mtimeMs < now - keep.maxAgeMs || total > keep.maxDirectoryBytes)) await unlink(path);
  }
}
