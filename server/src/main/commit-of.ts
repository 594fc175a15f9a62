import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * The commit that is checked out in a clone, 40 or 64 hexadecimal digits, read from its files (gitrepository-layout(5)): git need
 * not be there, and refuses clones of another user. `null` where there is no clone, or one of a layout that is not known.
 */
export function commitOf(directory: string): string | null {
  const link = read(join(directory, '.git'));
  // A worktree of another clone.
  const gitDirectory = link === null ? join(directory, '.git') : resolve(directory, link.replace(/^gitdir: /, ''));
  const head = read(join(gitDirectory, 'HEAD'));
  if (head === null) return null;
  const ref = /^ref: (.+)$/.exec(head)?.[1];
  if (ref === undefined) return hashIn(head);
  const common = read(join(gitDirectory, 'commondir'));
  const commonDirectory = common === null ? gitDirectory : resolve(gitDirectory, common);
  const loose = read(join(gitDirectory, ref)) ?? read(join(commonDirectory, ref));
  if (loose !== null) return hashIn(loose);
  const packed = read(join(commonDirectory, 'packed-refs'))?.split('\n') ?? [];
  return hashIn(packed.find((line) => line.endsWith(` ${ref}`))?.split(' ')[0] ?? '');
}

function hashIn(text: string): string | null {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text) ? text : null;
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trimEnd();
  } catch {
    return null;
  }
}
