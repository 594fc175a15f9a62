import type { Builtin } from '../runtime/builtin.ts';
import type { Invocation, Processor } from '../runtime/command.ts';
import type { FolderAccess } from '../runtime/file-access.ts';
import type { Given } from '../runtime/given.ts';
import { operationError } from '../runtime/shell-error.ts';
import { ShellObject } from '../runtime/shell-object.ts';
import { toText } from '../runtime/to-text.ts';
import type { Value } from '../runtime/values.ts';
import { withFile } from '../runtime/with-file.ts';
import { mayWrite, requireFiles } from './file-encoding.ts';
import { folderPath, itemOf, matching, requireFolders, splitPattern } from './folder-access.ts';

const leafOf = (whole: string): string =>
  whole
    .replace(/[\\/]+$/, '')
    .split(/[\\/]/)
    .at(-1) ?? '';

const pathOf = (item: Value): string => toText(item instanceof ShellObject ? (item.get('FullName') ?? item) : item);

async function isFolder(folders: FolderAccess, path: string): Promise<boolean> {
  return (await folders.kindOf(path)) === 'folder';
}

/** The files and folders that the command's paths and patterns name. */
async function named(folders: FolderAccess, given: Given, input: Value | undefined): Promise<readonly string[]> {
  const found: string[] = [];
  for (const one of input === undefined ? given.list('Path') : [input]) {
    const whole = pathOf(one);
    const [folder, pattern] = splitPattern(whole);
    if (pattern !== null) found.push(...(await matching(folders, folder, pattern)));
    else if ((await folders.kindOf(whole)) !== null) found.push(whole);
    else
      throw operationError(
        'PathNotFound',
        `Cannot find path '${whole}' because it does not exist.`,
        'ObjectNotFound',
        whole,
      );
  }
  return found;
}

/** Where a file comes to lie: within the destination when that is a folder. */
async function landing(folders: FolderAccess, source: string, destination: string): Promise<string> {
  return (await isFolder(folders, destination))
    ? `${destination.replace(/[\\/]+$/, '')}/${leafOf(source)}`
    : destination;
}

async function copyTree(invocation: Invocation, source: string, target: string, isDeep: boolean): Promise<void> {
  const files = requireFiles(invocation);
  const folders = requireFolders(invocation);
  if (!(await isFolder(folders, source))) {
    await withFile(source, async () => await files.write(target, await files.readBytes(source)));
    return;
  }
  await withFile(target, async () => await folders.create(target));
  if (!isDeep) return;
  for (const entry of await withFile(source, async () => await folders.list(source)))
    await copyTree(invocation, entry.path, `${target}/${entry.name}`, true);
}

function transfer(
  invocation: Invocation,
  given: Given,
  work: (source: string, target: string) => Promise<void>,
): Processor {
  const folders = requireFolders(invocation);
  return {
    process: async (input) => {
      for (const source of await named(folders, given, input)) {
        const target = await landing(folders, source, given.text('Destination') ?? '.');
        if (!(await mayWrite(invocation, source))) continue;
        await work(source, target);
        if (given.flag('PassThru')) await invocation.emit(itemOf(await folders.entry(target)));
      }
    },
  };
}

export const copyItem: Builtin = {
  name: 'Copy-Item',
  aliases: ['copy', 'cp', 'cpi'],
  synopsis: {
    en: 'Copies files, and folders with -Recurse.',
    fr: 'Copie des fichiers, et des dossiers avec -Recurse.',
  },
  parameters: [
    { ...folderPath, mandatory: true, list: true, pipeline: true },
    { name: 'Destination', type: 'text', position: 2 },
    { name: 'Recurse', type: 'switch' },
    { name: 'Force', type: 'switch' },
    { name: 'PassThru', type: 'switch' },
  ],
  examples: ['Copy-Item users.csv D:\\Archive', 'Copy-Item *.csv Archive'],
  supportsShouldProcess: true,
  start: (invocation, given) =>
    transfer(invocation, given, async (source, target) => copyTree(invocation, source, target, given.flag('Recurse'))),
};

export const moveItem: Builtin = {
  name: 'Move-Item',
  aliases: ['move', 'mv', 'mi'],
  synopsis: { en: 'Moves files and folders.', fr: 'Déplace des fichiers et des dossiers.' },
  parameters: [
    { ...folderPath, mandatory: true, list: true, pipeline: true },
    { name: 'Destination', type: 'text', position: 2 },
    { name: 'Force', type: 'switch' },
    { name: 'PassThru', type: 'switch' },
  ],
  examples: ['Move-Item *.log Archive'],
  supportsShouldProcess: true,
  start: (invocation, given) => {
    const folders = requireFolders(invocation);
    return transfer(invocation, given, async (source, target) => {
      await refuseExisting(folders, target, given);
      await withFile(source, async () => await folders.move(source, target));
    });
  },
};

export const renameItem: Builtin = {
  name: 'Rename-Item',
  aliases: ['ren', 'rni'],
  synopsis: { en: 'Gives a file or folder another name.', fr: 'Donne un autre nom à un fichier ou dossier.' },
  parameters: [
    { ...folderPath, mandatory: true, pipeline: true },
    { name: 'NewName', type: 'text', position: 2, mandatory: true },
    { name: 'Force', type: 'switch' },
    { name: 'PassThru', type: 'switch' },
  ],
  examples: ['Rename-Item report.csv report-old.csv'],
  supportsShouldProcess: true,
  start: (invocation, given) => {
    const folders = requireFolders(invocation);
    return {
      process: async (input) => {
        const source = input === undefined ? (given.text('Path') ?? '') : pathOf(input);
        const target = source.slice(0, source.length - leafOf(source).length) + leafOf(given.text('NewName') ?? '');
        if ((await folders.kindOf(source)) === null)
          throw operationError(
            'PathNotFound',
            `Cannot find path '${source}' because it does not exist.`,
            'ObjectNotFound',
            source,
          );
        await refuseExisting(folders, target, given);
        if (!(await mayWrite(invocation, source))) return;
        await withFile(source, async () => await folders.move(source, target));
        if (given.flag('PassThru')) await invocation.emit(itemOf(await folders.entry(target)));
      },
    };
  },
};

/** @throws OperationError for a target that is there already, as on Windows. */
async function refuseExisting(folders: FolderAccess, target: string, given: Given): Promise<void> {
  if (given.flag('Force') || (await folders.kindOf(target)) === null) return;
  throw operationError('MoveItemIOError', 'Cannot create a file when that file already exists.', 'WriteError', target);
}
