import { bytesOfList, listOfBytes } from './byte-lists.ts';
import type { FileAccess, FolderAccess } from './file-access.ts';
import { operationError } from './shell-error.ts';
import { list, type StaticMember, type StaticSurroundings, text } from './static-member.ts';
import { toText } from './to-text.ts';
import type { Value } from './values.ts';
import { withFile } from './with-file.ts';

/** The members of `[System.IO.File]`. */
export const fileMembers: Readonly<Record<string, StaticMember>> = {
  ReadAllBytes: fileMember(async (files, path) => listOfBytes(await files.readBytes(path))),
  ReadAllText: fileMember(async (files, path) => await files.readText(path)),
  ReadAllLines: fileMember(async (files, path) => lines(await files.readText(path))),
  Exists: fileMember(async (files, path) => await files.exists(path)),
  WriteAllText: fileMember(async (files, path, given) => {
    await files.write(path, text(given, 1));
    return null;
  }),
  AppendAllText: fileMember(async (files, path, given) => {
    await files.append(path, text(given, 1));
    return null;
  }),
  WriteAllLines: fileMember(async (files, path, given) => {
    await files.write(
      path,
      list(given, 1)
        .map((line) => `${toText(line)}\n`)
        .join(''),
    );
    return null;
  }),
  Delete: fileMember(async (files, path) => {
    // What is not there is no error in .NET.
    if (await files.exists(path)) await foldersOf(files).remove(path);
    return null;
  }),
  WriteAllBytes: fileMember(async (files, path, given) => {
    await files.write(path, bytesOfList(list(given, 1)));
    return null;
  }),
};

/** The members of `[System.IO.Directory]`. */
export const directoryMembers: Readonly<Record<string, StaticMember>> = {
  Exists: fileMember(async (files, path) => (await foldersOf(files).kindOf(path)) === 'folder'),
  CreateDirectory: fileMember(async (files, path) => {
    await foldersOf(files).create(path);
    return null;
  }),
};

function foldersOf({ folders }: FileAccess): FolderAccess {
  if (folders !== undefined) return folders;
  throw operationError('FileAccessDenied', 'This shell has no access to folders.', 'PermissionDenied');
}

function requireFiles(around: StaticSurroundings): FileAccess {
  if (around.files !== null) return around.files;
  throw operationError('FileAccessDenied', 'This shell has no access to files.', 'PermissionDenied');
}

/** A member of `[System.IO.File]`: its first argument is the path, and what the system refuses names it. */
function fileMember(work: (files: FileAccess, path: string, given: readonly Value[]) => Promise<Value>): StaticMember {
  return async (given, around) => {
    const files = requireFiles(around);
    return await withFile(text(given), async () => await work(files, text(given), given));
  };
}

function lines(content: string): string[] {
  const all = content.split(/\r?\n/);
  if (all.at(-1) === '') all.pop();
  return all;
}
