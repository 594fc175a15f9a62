import type { Builtin } from '../runtime/builtin.ts';
import { toText } from '../runtime/to-text.ts';

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
