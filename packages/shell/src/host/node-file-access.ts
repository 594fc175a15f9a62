import { appendFile, readFile, stat, writeFile } from 'node:fs/promises';
import { isAbsolute, resolve } from 'node:path';
import type { FileAccess } from '../runtime/file-access.ts';

/** The files of this machine, relative to `folder`; backslashes in relative paths count as separators (`.\users.csv`). */
export function nodeFileAccess(folder: string): FileAccess {
  const at = (path: string): string => (isAbsolute(path) ? path : resolve(folder, path.replaceAll('\\', '/')));
  return {
    readText: async (path) => decodeText(await readFile(at(path))),
    readBytes: async (path) => await readFile(at(path)),
    write: async (path, content) => await writeFile(at(path), content),
    append: async (path, content) => await appendFile(at(path), content),
    exists: async (path) =>
      await stat(at(path)).then(
        () => true,
        () => false,
      ),
  };
}

/** UTF-8, or UTF-16 when its byte order mark says so (what Windows' Out-File writes). */
export function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return new TextDecoder('utf-8').decode(bytes);
}
