import type { Builtin } from '../runtime/builtin.ts';
import type { Invocation } from '../runtime/command.ts';
import { writeEnvironment } from '../runtime/environment.ts';
import type { FolderAccess } from '../runtime/file-access.ts';
import { operationError } from '../runtime/shell-error.ts';
import { pathInfo } from '../runtime/path-info.ts';
import { ShellObject } from '../runtime/shell-object.ts';
import { toText } from '../runtime/to-text.ts';
import { wildcardTest } from '../runtime/wildcard.ts';
import { withFile } from '../runtime/with-file.ts';
import { environmentItems, environmentName, hasEnvironment } from './environment-drive.ts';
import { mayWrite, requireFiles } from './file-encoding.ts';
import { folderPath as path, itemOf, matching, requireFolders, splitPattern } from './folder-access.ts';

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
      await invocation.emit(pathInfo(requireFolders(invocation).location));
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
      global.define('PWD', pathInfo(folders.location));
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
    { name: 'Include', type: 'text', list: true },
    { name: 'Exclude', type: 'text', list: true },
    { name: 'Force', type: 'switch' },
  ],
  examples: ['Get-ChildItem *.csv', 'dir C:\\Logs -Recurse -File | Measure-Object Length -Sum'],
  start: (invocation, given) => ({
    process: async (input) => {
      const asked = (input === undefined ? given.text('Path') : toText(input)) ?? '.';
      const variable = environmentName(asked);
      if (variable !== null) {
        for (const entry of environmentItems(invocation, variable)) await invocation.emit(entry);
        return;
      }
      const folders = requireFolders(invocation);
      const [folder, pattern] = splitPattern(asked);
      const isWanted = [pattern, given.text('Filter')].filter((one) => one !== null).map((one) => wildcardTest(one));
      const [included, excluded] = ['Include', 'Exclude'].map((name) =>
        given.list(name).map((one) => wildcardTest(toText(one))),
      );
      const isChosen = (name: string): boolean =>
        isWanted.every((test) => test(name)) &&
        (included?.length === 0 || included?.some((test) => test(name)) === true) &&
        excluded?.some((test) => test(name)) !== true;
      const visit = async (place: string): Promise<void> => {
        for (const entry of await withFile(place, async () => await folders.list(place))) {
          const isKind = entry.isFolder ? !given.flag('File') : !given.flag('Directory');
          if (isKind && isChosen(entry.name)) await invocation.emit(given.flag('Name') ? entry.name : itemOf(entry));
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
  synopsis: {
    en: 'Deletes files and empty folders; with -Recurse folders and what lies in them.',
    fr: 'Supprime des fichiers et des dossiers vides ; avec -Recurse les dossiers et leur contenu.',
  },
  parameters: [
    { ...path, mandatory: true, list: true, pipeline: true },
    { name: 'Recurse', type: 'switch' },
    { name: 'Force', type: 'switch' },
  ],
  examples: ['Remove-Item old.csv', 'Get-ChildItem *.tmp | Remove-Item'],
  supportsShouldProcess: true,
  start: (invocation, given) => ({
    process: async (input) => {
      const named = input === undefined ? given.list('Path') : [input];
      for (const one of named.map((item) => (item instanceof ShellObject ? (item.get('FullName') ?? item) : item))) {
        const whole = toText(one);
        const variable = environmentName(whole);
        if (variable !== null) {
          for (const entry of environmentItems(invocation, variable)) {
            const name = toText(entry.get('Name') ?? null);
            if (await mayWrite(invocation, `Env:${name}`)) invocation.engine.session.environment.delete(name);
          }
          continue;
        }
        const folders = requireFolders(invocation);
        const [folder, pattern] = splitPattern(whole);
        const found = pattern === null ? [whole] : await matching(folders, folder, pattern);
        for (const file of found)
          if (await mayWrite(invocation, file))
            await withFile(file, async () => await remove(folders, file, given.flag('Recurse')));
      }
    },
  }),
};

/** A file or folder; what lies in a folder goes first. */
async function remove(folders: FolderAccess, path: string, isDeep: boolean): Promise<void> {
  if (isDeep && (await folders.kindOf(path)) === 'folder')
    for (const entry of await folders.list(path)) await remove(folders, entry.path, true);
  await folders.remove(path);
}

export const getItem: Builtin = {
  name: 'Get-Item',
  aliases: ['gi'],
  synopsis: {
    en: 'Gives a file, a folder or a variable of Env:.',
    fr: 'Donne un fichier, un dossier ou une variable de Env:.',
  },
  parameters: [
    { ...path, mandatory: true, list: true, pipeline: true },
    { name: 'Force', type: 'switch' },
  ],
  examples: ['(Get-Item users.csv).LastWriteTime', 'Get-Item Env:COMPUTERNAME'],
  start: (invocation, given) => ({
    process: async (input) => {
      for (const whole of (input === undefined ? given.list('Path') : [input]).map(toText)) {
        const variable = environmentName(whole);
        if (variable !== null) {
          for (const entry of environmentItems(invocation, variable)) await invocation.emit(entry);
          continue;
        }
        const folders = requireFolders(invocation);
        const [folder, pattern] = splitPattern(whole);
        const test = pattern === null ? null : wildcardTest(pattern);
        const entries =
          test === null
            ? [await withFile(whole, async () => await folders.entry(whole))]
            : (await withFile(folder, async () => await folders.list(folder))).filter((entry) => test(entry.name));
        for (const entry of entries) await invocation.emit(itemOf(entry));
      }
    },
  }),
};

export const setItem: Builtin = {
  name: 'Set-Item',
  aliases: ['si'],
  synopsis: {
    en: 'Sets a variable of Env: for this session.',
    fr: 'Donne une valeur à une variable de Env: pour cette session.',
  },
  parameters: [
    { ...path, mandatory: true },
    { name: 'Value', type: 'text', position: 2 },
    { name: 'Force', type: 'switch' },
  ],
  examples: ['Set-Item Env:REPORTS D:\\Reports'],
  supportsShouldProcess: true,
  start: (invocation, given) => ({
    process: async () => {
      const whole = given.text('Path') ?? '';
      const variable = environmentName(whole);
      if (variable === null)
        throw operationError(
          'NotSupported',
          `Set-Item sets variables of Env: here, not '${whole}'; Set-Content writes files.`,
          'NotImplemented',
          whole,
        );
      if (await mayWrite(invocation, whole))
        writeEnvironment(invocation.engine.session.environment, variable, given.text('Value') ?? '');
    },
  }),
};

export const testPath: Builtin = {
  name: 'Test-Path',
  synopsis: { en: 'Tells whether a file or folder exists.', fr: 'Indique si un fichier ou un dossier existe.' },
  parameters: [
    { ...path, mandatory: true, list: true, pipeline: true },
    { name: 'PathType', type: 'text', aliases: ['Type'], values: ['Any', 'Leaf', 'Container'] },
    { name: 'IsValid', type: 'switch' },
  ],
  examples: ['if (Test-Path users.csv) { Import-Csv users.csv }', 'Test-Path C:\\Reports -PathType Container'],
  start: (invocation, given) => ({
    process: async (input) => {
      for (const whole of (input === undefined ? given.list('Path') : [input]).map(toText)) {
        const variable = environmentName(whole);
        if (given.flag('IsValid')) await invocation.emit(!whole.includes('\0'));
        else if (variable !== null) await invocation.emit(hasEnvironment(invocation, variable));
        else await invocation.emit(await isThere(invocation, whole, given.text('PathType') ?? 'Any'));
      }
    },
  }),
};

async function isThere(invocation: Invocation, whole: string, kind: string): Promise<boolean> {
  const files = requireFiles(invocation);
  const { folders } = files;
  const [folder, pattern] = splitPattern(whole);
  if (folders === undefined) return kind !== 'Container' && (await files.exists(whole));
  const isKind = (isFolder: boolean): boolean => kind === 'Any' || (kind === 'Container') === isFolder;
  if (pattern === null) {
    const found = await folders.kindOf(whole);
    return found !== null && isKind(found === 'folder');
  }
  if ((await folders.kindOf(folder)) !== 'folder') return false;
  const test = wildcardTest(pattern);
  return (await folders.list(folder)).some((entry) => test(entry.name) && isKind(entry.isFolder));
}

export const newItem: Builtin = {
  name: 'New-Item',
  aliases: ['ni', 'mkdir', 'md'],
  synopsis: { en: 'Makes a folder, or a file with a text.', fr: 'Crée un dossier, ou un fichier avec un texte.' },
  parameters: [
    { ...path, mandatory: true },
    { name: 'Name', type: 'text' },
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
      const name = given.text('Name');
      const whole =
        name === null ? (given.text('Path') ?? '') : `${(given.text('Path') ?? '').replace(/[\\/]+$/, '')}/${name}`;
      const isFile = given.text('ItemType') === 'File' || given.has('Value');
      if (!given.flag('Force') && (await files.exists(whole)))
        throw operationError(
          isFile ? 'NewItemIOError' : 'DirectoryExist',
          isFile ? `The file '${whole}' already exists.` : `An item with the specified name ${whole} already exists.`,
          isFile ? 'WriteError' : 'ResourceExists',
          whole,
        );
      if (!(await mayWrite(invocation, whole))) return;
      await withFile(whole, async () =>
        isFile ? await files.write(whole, given.text('Value') ?? '') : await folders.create(whole),
      );
      await invocation.emit(itemOf(await folders.entry(whole)));
    },
  }),
};
