import type { Builtin, BuiltinParameter } from '../runtime/builtin.ts';
import type { Invocation, Processor } from '../runtime/command.ts';
import type { Given } from '../runtime/given.ts';
import { toText } from '../runtime/to-text.ts';
import type { Value } from '../runtime/values.ts';
import { withFile } from '../runtime/with-file.ts';
import { matching, splitPattern } from './folder-access.ts';
import { bytesOf, encodingNames, mayWrite, requireFiles, writeText } from './file-encoding.ts';

const path: BuiltinParameter = {
  name: 'Path',
  type: 'text',
  aliases: ['LiteralPath', 'FilePath'],
  position: 1,
  mandatory: true,
  list: true,
};
const encoding: BuiltinParameter = { name: 'Encoding', type: 'text', values: [...encodingNames, 'byte'] };

export const getContent: Builtin = {
  name: 'Get-Content',
  aliases: ['gc', 'cat', 'type'],
  synopsis: { en: 'Reads the lines of a file.', fr: 'Lit les lignes d’un fichier.' },
  parameters: [
    { ...path, mandatory: false },
    { name: 'TotalCount', type: 'number', aliases: ['First', 'Head'] },
    { name: 'Tail', type: 'number', aliases: ['Last'] },
    { name: 'Raw', type: 'switch' },
    { name: 'ReadCount', type: 'number' },
    encoding,
    { name: 'InputObject', type: 'any', pipeline: true },
  ],
  examples: ['Get-Content users.txt | ForEach-Object { Get-Mailbox $_ }'],
  start: (invocation, given) => ({
    process: async (input) => {
      const files = requireFiles(invocation);
      for (const name of await named(invocation, (input === undefined ? given.list('Path') : [input]).map(toText))) {
        if (given.text('Encoding') === 'byte') {
          for (const byte of await withFile(name, async () => await files.readBytes(name))) await invocation.emit(byte);
          continue;
        }
        const text = (await withFile(name, async () => await files.readText(name))).replace(/^\ufeff/, '');
        if (given.flag('Raw')) {
          await invocation.emit(text);
          continue;
        }
        const lines = text.split(/\r?\n/);
        if (lines.at(-1) === '') lines.pop();
        const tail = given.number('Tail');
        const head = given.number('TotalCount');
        const chosen =
          tail !== null ? lines.slice(Math.max(0, lines.length - tail)) : head !== null ? lines.slice(0, head) : lines;
        for (const line of chosen) await invocation.emit(line);
      }
    },
  }),
};

/** The files that the paths name; a pattern names what fits it, which may be nothing. */
async function named(invocation: Invocation, paths: readonly string[]): Promise<readonly string[]> {
  const { folders } = requireFiles(invocation);
  const found: string[] = [];
  for (const path of paths) {
    const [folder, pattern] = splitPattern(path);
    if (pattern === null || folders === undefined || (await folders.kindOf(path)) !== null) found.push(path);
    else found.push(...(await matching(folders, folder, pattern)));
  }
  return found;
}

function writer(invocation: Invocation, given: Given, appends: boolean): Processor {
  const files = requireFiles(invocation);
  const items: Value[] = [];
  return {
    process: async (input) => {
      for (const item of input === undefined ? given.list('Value') : [input]) items.push(item);
    },
    end: async () => {
      const encodedAs = given.text('Encoding');
      const bytes = encodedAs === 'byte' ? bytesOf(items) : null;
      const end = given.flag('NoNewline') ? '' : '\n';
      for (const name of given.list('Path').map(toText)) {
        if (!(await mayWrite(invocation, name))) continue;
        if (bytes !== null) {
          await withFile(name, async () => await (appends ? files.append(name, bytes) : files.write(name, bytes)));
          continue;
        }
        const content = items.map((item) => toText(item) + end).join('');
        await writeText(files, name, content, { encoding: encodedAs, appends });
      }
    },
  };
}

const writing: readonly BuiltinParameter[] = [
  path,
  { name: 'Value', type: 'any', position: 2, pipeline: true, list: true },
  encoding,
  { name: 'NoNewline', type: 'switch' },
  { name: 'Force', type: 'switch' },
];

export const setContent: Builtin = {
  name: 'Set-Content',
  aliases: ['sc'],
  synopsis: {
    en: 'Writes lines into a file, in place of what it held.',
    fr: 'Écrit des lignes dans un fichier, à la place de son contenu.',
  },
  parameters: writing,
  supportsShouldProcess: true,
  examples: ['(Get-Mailbox).Alias | Set-Content aliases.txt'],
  start: (invocation, given) => writer(invocation, given, false),
};

export const addContent: Builtin = {
  name: 'Add-Content',
  aliases: ['ac'],
  synopsis: { en: 'Adds lines to the end of a file.', fr: 'Ajoute des lignes à la fin d’un fichier.' },
  parameters: writing,
  supportsShouldProcess: true,
  examples: ["Add-Content notes.txt 'Checked.'"],
  start: (invocation, given) => writer(invocation, given, true),
};
