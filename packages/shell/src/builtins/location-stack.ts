import type { Builtin } from '../runtime/builtin.ts';
import type { Session } from '../runtime/engine.ts';
import { pathInfo } from '../runtime/path-info.ts';
import { toText } from '../runtime/to-text.ts';
import { withFile } from '../runtime/with-file.ts';
import { folderPath as path, requireFolders } from './folder-access.ts';

/** Where each session stood, the last at the end. */
const stacks = new WeakMap<Session, string[]>();

export const pushLocation: Builtin = {
  name: 'Push-Location',
  aliases: ['pushd'],
  synopsis: {
    en: 'Remembers where relative paths begin, and makes them begin in another folder.',
    fr: 'Retient d’où partent les chemins relatifs, et les fait partir d’un autre dossier.',
  },
  parameters: [{ ...path, pipeline: true }],
  examples: ['Push-Location C:\\Scripts; .\\report.ps1; Pop-Location'],
  start: (invocation, given) => ({
    process: async (input) => {
      const folders = requireFolders(invocation);
      const { session } = invocation.engine;
      const before = folders.location;
      const wanted = input === undefined ? given.text('Path') : toText(input);
      if (wanted !== null) await withFile(wanted, async () => await folders.enter(wanted));
      stacks.set(session, [...(stacks.get(session) ?? []), before]);
      session.global.define('PWD', pathInfo(folders.location));
    },
  }),
};

export const popLocation: Builtin = {
  name: 'Pop-Location',
  aliases: ['popd'],
  synopsis: {
    en: 'Goes back to where Push-Location was called; where it was not, everything stays.',
    fr: 'Revient là où Push-Location a été appelé ; sinon, rien ne change.',
  },
  parameters: [],
  examples: ['Pop-Location'],
  start: (invocation) => ({
    process: async () => {
      const folders = requireFolders(invocation);
      const { session } = invocation.engine;
      const stack = [...(stacks.get(session) ?? [])];
      const before = stack.pop();
      if (before === undefined) return;
      await withFile(before, async () => await folders.enter(before));
      stacks.set(session, stack);
      session.global.define('PWD', pathInfo(folders.location));
    },
  }),
};
