import { cellText } from '../format/cell-text.ts';
import { expandSelectors, readSelectors, selectedValue } from '../format/property-selector.ts';
import type { Builtin } from '../runtime/builtin.ts';
import { toText } from '../runtime/to-text.ts';
import type { Value } from '../runtime/values.ts';
import { cellStyle } from './cell-style.ts';
import { inputItems } from './input-items.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}

export const convertToHtml: Builtin = {
  name: 'ConvertTo-Html',
  synopsis: { en: 'Gives objects as a page with a table.', fr: 'Donne les objets sous forme de page avec un tableau.' },
  parameters: [
    { name: 'Property', type: 'any', position: 1, list: true },
    { name: 'Head', type: 'text', list: true, position: 2 },
    { name: 'Title', type: 'text', position: 3 },
    { name: 'Body', type: 'text', list: true, position: 4 },
    { name: 'CssUri', type: 'text', aliases: ['cu', 'uri'] },
    { name: 'As', type: 'text', values: ['Table', 'List'] },
    { name: 'PreContent', type: 'text', list: true },
    { name: 'PostContent', type: 'text', list: true },
    { name: 'Fragment', type: 'switch' },
    { name: 'InputObject', type: 'any', pipeline: true },
  ],
  examples: ['Get-Mailbox | ConvertTo-Html Name,Alias | Out-File mailboxes.html'],
  start: (invocation, given) => {
    const { engine, context } = invocation;
    const wanted = readSelectors(given.has('Property') ? given.list('Property') : ['*']);
    const style = cellStyle(context);
    const rows: [string, string][][] = [];
    const read = async (item: Value): Promise<void> => {
      const row: [string, string][] = [];
      for (const selector of expandSelectors(wanted, item))
        row.push([selector.label, cellText(await selectedValue(selector, item, engine, context), style)]);
      rows.push(row);
    };
    return {
      process: async (input) => {
        for (const item of inputItems(input, given)) await read(item);
      },
      end: async () => {
        const lines = [
          ...(given.flag('Fragment')
            ? []
            : pageHead(given.list('Head').map(toText), given.text('Title') ?? 'HTML TABLE', given.text('CssUri'))),
          ...given.list('Body').map(toText),
          ...given.list('PreContent').map(toText),
          ...(given.text('As') === 'List' ? listRows(rows) : tableRows(rows)),
          ...given.list('PostContent').map(toText),
          ...(given.flag('Fragment') ? [] : ['</body></html>']),
        ];
        for (const line of lines) await invocation.emit(line);
      },
    };
  },
};

function pageHead(head: readonly string[], title: string, styleSheet: string | null): string[] {
  return [
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN"  "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">',
    '<html xmlns="http://www.w3.org/1999/xhtml">',
    '<head>',
    '<meta charset="utf-8"/>',
    `<title>${escapeHtml(title)}</title>`,
    ...(styleSheet === null ? [] : [`<link rel="stylesheet" type="text/css" href="${escapeHtml(styleSheet)}" />`]),
    ...head,
    '</head><body>',
  ];
}

function tableRows(rows: readonly (readonly [string, string])[][]): string[] {
  const labels = rows[0]?.map(([label]) => `<th>${escapeHtml(label)}</th>`).join('') ?? '';
  const body = rows.map((row) => `<tr>${row.map(([, text]) => `<td>${escapeHtml(text)}</td>`).join('')}</tr>`);
  const columns = `<colgroup>${'<col/>'.repeat(rows[0]?.length ?? 0)}</colgroup>`;
  return ['<table>', columns, `<tr>${labels}</tr>`, ...body, '</table>'];
}

function listRows(rows: readonly (readonly [string, string])[][]): string[] {
  const body = rows.flatMap((row, index) => [
    ...(index === 0 ? [] : ['<tr><td><hr></td></tr>']),
    ...row.map(([label, text]) => `<tr><td>${escapeHtml(label)}:</td><td>${escapeHtml(text)}</td></tr>`),
  ]);
  return ['<table>', ...body, '</table>'];
}
