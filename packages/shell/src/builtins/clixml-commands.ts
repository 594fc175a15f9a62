import type { Builtin } from '../runtime/builtin.ts';
import { toText } from '../runtime/to-text.ts';
import type { Value } from '../runtime/values.ts';
import { clixmlOf, readClixml } from './clixml-text.ts';
import { withFile } from '../runtime/with-file.ts';
import { encodingNames, mayWrite, requireFiles, writeText } from './file-encoding.ts';
import { inputItems } from './input-items.ts';

const defaultDepth = 2;

export const exportClixml: Builtin = {
  name: 'Export-Clixml',
  synopsis: {
    en: 'Keeps objects in a file, with their types.',
    fr: 'Garde des objets dans un fichier, avec leurs types.',
  },
  parameters: [
    { name: 'Path', type: 'text', aliases: ['LiteralPath'], position: 1, mandatory: true },
    { name: 'Depth', type: 'number' },
    { name: 'Encoding', type: 'text', values: encodingNames },
    { name: 'Force', type: 'switch' },
    { name: 'InputObject', type: 'any', pipeline: true },
  ],
  supportsShouldProcess: true,
  examples: ['Get-Mailbox | Export-Clixml mailboxes.xml'],
  start: (invocation, given) => {
    const files = requireFiles(invocation);
    const path = given.text('Path') ?? '';
    const items: Value[] = [];
    return {
      process: async (input) => {
        items.push(...inputItems(input, given));
      },
      end: async () => {
        if (!(await mayWrite(invocation, path))) return;
        const content = clixmlOf(items, given.number('Depth') ?? defaultDepth);
        await writeText(files, path, content, { encoding: given.text('Encoding'), appends: false });
      },
    };
  },
};

export const importClixml: Builtin = {
  name: 'Import-Clixml',
  synopsis: { en: 'Brings back objects that Export-Clixml kept.', fr: 'Ramène les objets gardés par Export-Clixml.' },
  parameters: [{ name: 'Path', type: 'text', aliases: ['LiteralPath'], position: 1, mandatory: true, list: true }],
  examples: ['(Import-Clixml mailboxes.xml).Name'],
  start: (invocation, given) => ({
    process: async () => {
      const files = requireFiles(invocation);
      for (const path of given.list('Path').map(toText)) {
        for (const item of readClixml(await withFile(path, async () => await files.readText(path))))
          await invocation.emit(item);
      }
    },
  }),
};
