import type { Builtin } from '../runtime/builtin.ts';
import type { Given } from '../runtime/given.ts';
import type { Invocation } from '../runtime/command.ts';
import { pathInfo } from '../runtime/path-info.ts';
import { toText } from '../runtime/to-text.ts';
import type { Value } from '../runtime/values.ts';
import { withFile } from '../runtime/with-file.ts';
import { folderPath, matching, requireFolders, splitPattern } from './folder-access.ts';

export const joinPath: Builtin = {
  name: 'Join-Path',
  synopsis: { en: 'Puts a folder and a name together.', fr: 'Assemble un dossier et un nom.' },
  parameters: [
    { name: 'Path', type: 'text', position: 1, mandatory: true, pipeline: true },
    { name: 'ChildPath', type: 'text', position: 2, mandatory: true },
  ],
  examples: ['Join-Path C:\\Reports mailboxes.csv'],
  start: (invocation, given) => ({
    process: async (input) => {
      const folder = input === undefined ? (given.text('Path') ?? '') : toText(input);
      const separator = folder.includes('\\') ? '\\' : '/';
      await invocation.emit(
        `${folder.replace(/[\\/]+$/, '')}${separator}${(given.text('ChildPath') ?? '').replace(/^[\\/]+/, '')}`,
      );
    },
  }),
};

export const splitPath: Builtin = {
  name: 'Split-Path',
  synopsis: {
    en: 'Gives the folder of a path, or with -Leaf its name.',
    fr: 'Donne le dossier d’un chemin, ou son nom avec -Leaf.',
  },
  parameters: [
    { name: 'Path', type: 'text', position: 1, mandatory: true, pipeline: true },
    { name: 'Leaf', type: 'switch' },
    { name: 'Parent', type: 'switch' },
    { name: 'Extension', type: 'switch' },
  ],
  examples: ['Split-Path C:\\Reports\\mailboxes.csv -Leaf'],
  start: (invocation, given) => ({
    process: async (input) => {
      const path = (input === undefined ? (given.text('Path') ?? '') : toText(input)).replace(/[\\/]+$/, '');
      const leaf = path.split(/[\\/]/).at(-1) ?? '';
      if (given.flag('Leaf')) await invocation.emit(leaf);
      else if (given.flag('Extension')) await invocation.emit(/\.[^.]*$/.exec(leaf)?.[0] ?? '');
      else await invocation.emit(path.slice(0, Math.max(0, path.length - leaf.length - 1)));
    },
  }),
};

export const resolvePath: Builtin = {
  name: 'Resolve-Path',
  aliases: ['rvpa'],
  synopsis: {
    en: 'Gives the whole path of what is there; wildcards find several.',
    fr: 'Donne le chemin complet de ce qui s’y trouve ; les caractères génériques en trouvent plusieurs.',
  },
  parameters: [{ ...folderPath, list: true, pipeline: true }],
  examples: ['(Resolve-Path .\\mailboxes.csv).Path'],
  start: (invocation, given) => ({
    process: async (input) => {
      for (const whole of await wholePaths(invocation, given, input)) {
        await invocation.emit(pathInfo(whole));
      }
    },
  }),
};

export const convertPath: Builtin = {
  name: 'Convert-Path',
  aliases: ['cvpa'],
  synopsis: {
    en: 'Gives the whole path of what is there, as a text.',
    fr: 'Donne le chemin complet de ce qui s’y trouve, sous forme de texte.',
  },
  parameters: [{ ...folderPath, list: true, pipeline: true }],
  examples: ['Convert-Path .'],
  start: (invocation, given) => ({
    process: async (input) => {
      for (const whole of await wholePaths(invocation, given, input)) await invocation.emit(whole);
    },
  }),
};

/** @throws OperationError for a path without wildcards at which nothing is. */
async function wholePaths(invocation: Invocation, given: Given, input: Value | undefined): Promise<string[]> {
  const folders = requireFolders(invocation);
  const found: string[] = [];
  for (const path of (input === undefined ? given.list('Path') : [input]).map(toText)) {
    const [folder, pattern] = splitPattern(path);
    if (pattern !== null) found.push(...(await matching(folders, folder, pattern)));
    else found.push((await withFile(path, async () => await folders.entry(path))).path);
  }
  return found;
}
