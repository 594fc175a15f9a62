import type { Builtin } from '../runtime/builtin.ts';
import { operationError } from '../runtime/shell-error.ts';
import { encodingNames, mayWrite, requireFiles, writeText } from './file-encoding.ts';
import { inputItems } from './input-items.ts';
import { RenderedText } from './rendered-text.ts';

const fileWidth = 120;

export const outFile: Builtin = {
  name: 'Out-File',
  synopsis: { en: 'Writes what objects look like into a file.', fr: 'Écrit l’affichage des objets dans un fichier.' },
  parameters: [
    { name: 'FilePath', type: 'text', aliases: ['Path', 'LiteralPath'], position: 1, mandatory: true },
    { name: 'Encoding', type: 'text', position: 2, values: encodingNames },
    { name: 'Append', type: 'switch' },
    { name: 'NoClobber', type: 'switch' },
    { name: 'Force', type: 'switch' },
    { name: 'NoNewline', type: 'switch' },
    { name: 'Width', type: 'number' },
    { name: 'InputObject', type: 'any', pipeline: true },
  ],
  examples: ['Get-Mailbox | Out-File mailboxes.txt'],
  supportsShouldProcess: true,
  start: (invocation, given) => {
    const files = requireFiles(invocation);
    const path = given.text('FilePath') ?? '';
    const rendered = new RenderedText(invocation.context, given.number('Width') ?? fileWidth);
    return {
      process: async (input) => {
        for (const item of inputItems(input, given)) rendered.print(item);
      },
      end: async () => {
        const text = given.flag('NoNewline') ? rendered.finish().replaceAll('\n', '') : rendered.finish();
        if (!(await mayWrite(invocation, path))) return;
        if (given.flag('NoClobber') && (await files.exists(path)))
          throw operationError('NoClobber', `The file '${path}' already exists.`, 'ResourceExists', path);
        await writeText(files, path, text, { encoding: given.text('Encoding'), appends: given.flag('Append') });
      },
    };
  },
};
