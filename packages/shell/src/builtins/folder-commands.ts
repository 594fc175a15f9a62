import type { Builtin, BuiltinParameter } from '../runtime/builtin.ts';
import type { Invocation } from '../runtime/command.ts';
import type { FileEntry, FolderAccess } from '../runtime/file-access.ts';
import { operationError } from '../runtime/shell-error.ts';
import { ShellObject } from '../runtime/shell-object.ts';
import { toText } from '../runtime/to-text.ts';
import { wildcardTest } from '../runtime/wildcard.ts';
import { withFile } from '../runtime/with-file.ts';
import { mayWrite, requireFiles } from './file-encoding.ts';

const path: BuiltinParameter = { name: 'Path', type: 'text', aliases: ['LiteralPath'], position: 1 };

/** @throws OperationError where the shell has files by name only. */
function requireFolders(invocation: Invocation): FolderAccess {
  const { folders } = requireFiles(invocation);
  if (folders === undefined)
    throw operationError('FileAccessDenied', 'This shell has no access to folders.', 'PermissionDenied');
  return folders;
}

export const getLocation: Builtin = {
  name: 'Get-Location',
  aliases: ['pwd', 'gl'],
  synopsis: {
    en: 'Gives the folder where relative paths begin.',
    fr: 'Donne le dossier d’où partent les chemins relatifs.',
  },
  parameters: [],
  examples: ['Get-Location'],
  start: (invocation) => ({
    process: async () => {
      const found = new ShellObject('System.Management.Automation.PathInfo', ['Path']);
      found.set('Path', requireFolders(invocation).location);
      await invocation.emit(found);
    },
  }),
};

export const setLocation: Builtin = {
  name: 'Set-Location',
  aliases: ['cd', 'sl', 'chdir'],
  synopsis: { en: 'Makes relative paths begin in a folder.', fr: 'Fait partir les chemins relatifs d’un dossier.' },
  parameters: [{ ...path, pipeline: true }],
  examples: ['Set-Location C:\\Scripts', 'cd ..'],
  start: (invocation, given) => ({
    process: async (input) => {
      const folders = requireFolders(invocation);
      const { environment, global } = invocation.engine.session;
      const asked = input === undefined ? given.text('Path') : toText(input);
      const wanted = asked === null || asked === '~' ? (environment.get('HOME') ?? '.') : asked;
      await withFile(wanted, async () => await folders.enter(wanted));
      global.define('PWD', folders.location);
    },
  }),
};

export const getChildItem: Builtin = {
  name: 'Get-ChildItem',
  aliases: ['dir', 'ls', 'gci'],
  synopsis: { en: 'Lists what lies in a folder.', fr: 'Liste le contenu d’un dossier.' },
  parameters: [
    { ...path, pipeline: true },
    { name: 'Filter', type: 'text', position: 2 },
    { name: 'Name', type: 'switch' },
    { name: 'File', type: 'switch' },
    { name: 'Directory', type: 'switch', aliases: ['ad'] },
    { name: 'Recurse', type: 'switch', aliases: ['s'] },
  ],
  examples: ['Get-ChildItem *.csv', 'dir C:\\Logs -Recurse -File | Measure-Object Length -Sum'],
  start: (invocation, given) => ({
    process: async (input) => {
      const folders = requireFolders(invocation);
      const asked = (input === undefined ? given.text('Path') : toText(input)) ?? '.';
      const [folder, pattern] = splitPattern(asked);
      const isWanted = [pattern, given.text('Filter')].filter((one) => one !== null).map((one) => wildcardTest(one));
      const visit = async (place: string): Promise<void> => {
        for (const entry of await withFile(place, async () => await folders.list(place))) {
          const isKind = entry.isFolder ? !given.flag('File') : !given.flag('Directory');
          if (isKind && isWanted.every((test) => test(entry.name)))
            await invocation.emit(given.flag('Name') ? entry.name : itemOf(entry));
          if (entry.isFolder && given.flag('Recurse')) await visit(entry.path);
        }
      };
      await visit(folder);
    },
  }),
};

export const removeItem: Builtin = {
  name: 'Remove-Item',
  aliases: ['del', 'erase', 'rd', 'ri', 'rm', 'rmdir'],
  synopsis: { en: 'Deletes files, and folders that are empty.', fr: 'Supprime des fichiers, et des dossiers vides.' },
  parameters: [
    { ...path, mandatory: true, list: true, pipeline: true },
    { name: 'Force', type: 'switch' },
  ],
  examples: ['Remove-Item old.csv', 'Get-ChildItem *.tmp | Remove-Item'],
  supportsShouldProcess: true,
  start: (invocation, given) => ({
    process: async (input) => {
      const folders = requireFolders(invocation);
      const named = input === undefined ? given.list('Path') : [input];
      for (const one of named.map((item) => (item instanceof ShellObject ? (item.get('FullName') ?? item) : item))) {
        const [folder, pattern] = splitPattern(toText(one));
        const whole = toText(one);
        const found = pattern === null ? [whole] : await matching(folders, folder, pattern);
        for (const file of found)
          if (await mayWrite(invocation, file)) await withFile(file, async () => await folders.remove(file));
      }
    },
  }),
};

export const newItem: Builtin = {
  name: 'New-Item',
  aliases: ['ni', 'mkdir', 'md'],
  synopsis: { en: 'Makes a folder, or a file with a text.', fr: 'Crée un dossier, ou un fichier avec un texte.' },
  parameters: [
    { ...path, mandatory: true },
    { name: 'ItemType', type: 'text', aliases: ['Type'], values: ['File', 'Directory'] },
    { name: 'Value', type: 'text' },
    { name: 'Force', type: 'switch' },
  ],
  examples: ['New-Item C:\\Reports -ItemType Directory'],
  supportsShouldProcess: true,
  start: (invocation, given) => ({
    process: async () => {
      const folders = requireFolders(invocation);
      const files = requireFiles(invocation);
      const whole = given.text('Path') ?? '';
      const isFile = given.text('ItemType') === 'File' || given.has('Value');
      if (isFile && !given.flag('Force') && (await files.exists(whole)))
        throw operationError('NewItemIOError', `The file '${whole}' already exists.`, 'WriteError', whole);
      if (!(await mayWrite(invocation, whole))) return;
      await withFile(whole, async () =>
        isFile ? await files.write(whole, given.text('Value') ?? '') : await folders.create(whole),
      );
      const [folder] = splitPattern(`${whole.replace(/[\\/]+$/, '')}*`);
      const name = whole
        .replace(/[\\/]+$/, '')
        .split(/[\\/]/)
        .at(-1);
      const made = (await folders.list(folder)).find((entry) => entry.name === name);
      if (made !== undefined) await invocation.emit(itemOf(made));
    },
  }),
};

/** `C:\Logs\*.log` is a folder and a pattern; a path without wildcards has none. */
function splitPattern(whole: string): readonly [string, string | null] {
  const leaf = whole.split(/[\\/]/).at(-1) ?? '';
  if (!/[*?[]/.test(leaf)) return [whole, null];
  const folder = whole.slice(0, whole.length - leaf.length);
  return [folder === '' ? '.' : folder, leaf];
}

async function matching(folders: FolderAccess, folder: string, pattern: string): Promise<readonly string[]> {
  const test = wildcardTest(pattern);
  const entries = await withFile(folder, async () => await folders.list(folder));
  return entries.filter((entry) => !entry.isFolder && test(entry.name)).map((entry) => entry.path);
}

function itemOf(entry: FileEntry): ShellObject {
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
