import type { Language } from '@relais/management-contract';
import type { Builtin, BuiltinParameter } from '../runtime/builtin.ts';
import type { Given } from '../runtime/given.ts';
import { operationError } from '../runtime/shell-error.ts';
import { toText } from '../runtime/to-text.ts';
import { typeNameOf } from '../runtime/type-names.ts';
import type { Value } from '../runtime/values.ts';
import { csvColumns, csvLine, csvRow, type CsvStyle, parseCsv } from './csv-text.ts';
import { withFile } from '../runtime/with-file.ts';
import { encodingNames, mayWrite, requireFiles, writeText } from './file-encoding.ts';
import { inputItems } from './input-items.ts';

const delimiter: BuiltinParameter = { name: 'Delimiter', type: 'text', position: 2 };
const style: readonly BuiltinParameter[] = [
  { name: 'UseCulture', type: 'switch' },
  { name: 'NoTypeInformation', type: 'switch', aliases: ['NTI'] },
  { name: 'IncludeTypeInformation', type: 'switch', aliases: ['ITI'] },
  { name: 'UseQuotes', type: 'text', values: ['Always', 'AsNeeded', 'Never'] },
  { name: 'InputObject', type: 'any', pipeline: true },
];

function readStyle(given: Given, language: Language): CsvStyle {
  const mark = given.text('Delimiter') ?? (given.flag('UseCulture') && language === 'fr' ? ';' : ',');
  if (mark.length !== 1)
    throw operationError('InvalidDelimiter', `A delimiter is one character, not "${mark}".`, 'InvalidArgument', mark);
  return {
    delimiter: mark,
    quotes: /^(?:AsNeeded|Never)$/.test(given.text('UseQuotes') ?? '') ? 'as-needed' : 'always',
  };
}

/** Lines for objects: a heading from the first, then one line for each. */
function lineWriter(given: Given, withHeader: boolean, language: Language): (item: Value) => string[] {
  const own = readStyle(given, language);
  let columns: readonly string[] | null = null;
  return (item) => {
    const heading: string[] = [];
    if (columns === null) {
      columns = csvColumns(item);
      if (given.flag('IncludeTypeInformation')) heading.push(`#TYPE ${typeNameOf(item)}`);
      if (withHeader) heading.push(csvLine(columns, own));
    }
    return [...heading, csvLine(csvRow(item, columns, language), own)];
  };
}

export const convertToCsv: Builtin = {
  name: 'ConvertTo-Csv',
  synopsis: {
    en: 'Gives objects as lines of comma-separated values.',
    fr: 'Donne les objets sous forme de lignes CSV.',
  },
  parameters: [{ ...delimiter, position: 1 }, ...style],
  examples: ['Get-Mailbox | Select-Object Name,Alias | ConvertTo-Csv -NoTypeInformation'],
  start: (invocation, given) => {
    const lines = lineWriter(given, true, invocation.engine.session.language);
    return {
      process: async (input) => {
        for (const item of inputItems(input, given)) for (const line of lines(item)) await invocation.emit(line);
      },
    };
  },
};

export const exportCsv: Builtin = {
  name: 'Export-Csv',
  aliases: ['epcsv'],
  synopsis: {
    en: 'Writes objects into a file of comma-separated values.',
    fr: 'Écrit les objets dans un fichier CSV.',
  },
  parameters: [
    { name: 'Path', type: 'text', aliases: ['LiteralPath', 'FilePath'], position: 1, mandatory: true },
    delimiter,
    ...style,
    { name: 'Encoding', type: 'text', values: encodingNames },
    { name: 'Append', type: 'switch' },
    { name: 'NoClobber', type: 'switch' },
    { name: 'Force', type: 'switch' },
  ],
  examples: ['Get-Mailbox | Select-Object Name,PrimarySmtpAddress | Export-Csv mailboxes.csv -NoTypeInformation'],
  supportsShouldProcess: true,
  start: (invocation, given) => {
    const files = requireFiles(invocation);
    const path = given.text('Path') ?? '';
    const lines: string[] = [];
    let write: ((item: Value) => string[]) | null = null;
    return {
      begin: async () => {
        const exists = await files.exists(path);
        if (exists && given.flag('NoClobber'))
          throw operationError('NoClobber', `The file '${path}' already exists.`, 'ResourceExists', path);
        write = lineWriter(given, !(given.flag('Append') && exists), invocation.engine.session.language);
      },
      process: async (input) => {
        for (const item of inputItems(input, given)) lines.push(...(write?.(item) ?? []));
      },
      end: async () => {
        if (!(await mayWrite(invocation, path))) return;
        const content = lines.map((line) => `${line}\n`).join('');
        await writeText(files, path, content, { encoding: given.text('Encoding'), appends: given.flag('Append') });
      },
    };
  },
};

function readHeader(given: Given): readonly string[] | null {
  return given.has('Header') ? given.list('Header').map(toText) : null;
}

export const importCsv: Builtin = {
  name: 'Import-Csv',
  aliases: ['ipcsv'],
  synopsis: { en: 'Reads objects from a file of comma-separated values.', fr: 'Lit des objets dans un fichier CSV.' },
  parameters: [
    { name: 'Path', type: 'text', aliases: ['LiteralPath', 'FilePath'], position: 1, list: true, pipeline: true },
    delimiter,
    { name: 'UseCulture', type: 'switch' },
    { name: 'Header', type: 'text', list: true },
    { name: 'Encoding', type: 'text', values: encodingNames },
  ],
  examples: ['Import-Csv users.csv | ForEach-Object { New-Mailbox -Name $_.Name }'],
  start: (invocation, given) => ({
    process: async (input) => {
      const files = requireFiles(invocation);
      for (const path of input === undefined ? given.list('Path') : [input]) {
        const text = await withFile(toText(path), async () => await files.readText(toText(path)));
        for (const row of parseCsv(
          text,
          readStyle(given, invocation.engine.session.language).delimiter,
          readHeader(given),
        ))
          await invocation.emit(row);
      }
    },
  }),
};

export const convertFromCsv: Builtin = {
  name: 'ConvertFrom-Csv',
  synopsis: { en: 'Reads objects from lines of comma-separated values.', fr: 'Lit des objets dans des lignes CSV.' },
  parameters: [
    { name: 'InputObject', type: 'any', position: 1, pipeline: true },
    delimiter,
    { name: 'UseCulture', type: 'switch' },
    { name: 'Header', type: 'text', list: true },
  ],
  examples: ["'Name,Alias','Anna,anna' | ConvertFrom-Csv"],
  start: (invocation, given) => {
    const lines: string[] = [];
    return {
      process: async (input) => {
        for (const item of inputItems(input, given)) lines.push(toText(item));
      },
      end: async () => {
        for (const row of parseCsv(
          lines.join('\n'),
          readStyle(given, invocation.engine.session.language).delimiter,
          readHeader(given),
        ))
          await invocation.emit(row);
      },
    };
  },
};
