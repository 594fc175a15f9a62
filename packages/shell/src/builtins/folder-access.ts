import type { BuiltinParameter } from '../runtime/builtin.ts';
import type { Invocation } from '../runtime/command.ts';
import type { FileEntry, FolderAccess } from '../runtime/file-access.ts';
import { operationError } from '../runtime/shell-error.ts';
import { ShellObject } from '../runtime/shell-object.ts';
import { wildcardTest } from '../runtime/wildcard.ts';
import { withFile } from '../runtime/with-file.ts';
import { requireFiles } from './file-encoding.ts';

/** `-Path`, which every command on folders has. */
export const folderPath: BuiltinParameter = {
  name: 'Path',
  type: 'text',
  aliases: ['LiteralPath', 'PSPath'],
  position: 1,
};

/** @throws OperationError where the shell has files by name only. */
export function requireFolders(invocation: Invocation): FolderAccess {
  const { folders } = requireFiles(invocation);
  if (folders === undefined)
    throw operationError('FileAccessDenied', 'This shell has no access to folders.', 'PermissionDenied');
  return folders;
}

/** `C:\Logs\*.log` is a folder and a pattern; a path without wildcards has none. */
export function splitPattern(whole: string): readonly [string, string | null] {
  const leaf = whole.split(/[\\/]/).at(-1) ?? '';
  if (!/[*?[]/.test(leaf)) return [whole, null];
  const folder = whole.slice(0, whole.length - leaf.length);
  return [folder === '' ? '.' : folder, leaf];
}

export async function matching(folders: FolderAccess, folder: string, pattern: string): Promise<readonly string[]> {
  const test = wildcardTest(pattern);
  const entries = await withFile(folder, async () => await folders.list(folder));
  return entries.filter((entry) => !entry.isFolder && test(entry.name)).map((entry) => entry.path);
}

export function itemOf(entry: FileEntry): ShellObject {
  const type = entry.isFolder ? 'System.IO.DirectoryInfo' : 'System.IO.FileInfo';
  const item = new ShellObject(type, ['Mode', 'LastWriteTime', 'Length', 'Name']);
  item.set('Mode', entry.isFolder ? 'd-----' : '-a----');
  item.set('LastWriteTime', entry.changedAt);
  item.set('Length', entry.isFolder ? null : entry.sizeBytes);
  item.set('Name', entry.name);
  item.set('FullName', entry.path);
  item.set('Extension', entry.isFolder ? '' : (/\.[^.]*$/.exec(entry.name)?.[0] ?? ''));
  item.set('BaseName', entry.isFolder ? entry.name : entry.name.replace(/\.[^.]*$/, ''));
  item.set('PSIsContainer', entry.isFolder);
  return item;
}
