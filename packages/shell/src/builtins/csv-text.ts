import type { Language } from '@relais/management-contract';
import { formatValue } from '../runtime/format-value.ts';
import { propertyNames, propertyOf } from '../runtime/properties.ts';
import { ShellObject } from '../runtime/shell-object.ts';
import type { Value } from '../runtime/values.ts';

export interface CsvStyle {
  readonly delimiter: string;
  /** Quotes every field, as Windows PowerShell does, or only those that need it. */
  readonly quotes: 'always' | 'as-needed';
}

/** A line of values, quotes doubled (RFC 4180 §2). */
export function csvLine(values: readonly string[], style: CsvStyle): string {
  const needsQuotes = (text: string): boolean =>
    style.quotes === 'always' || text.includes(style.delimiter) || /["\r\n]/.test(text);
  return values.map((text) => (needsQuotes(text) ? `"${text.replaceAll('"', '""')}"` : text)).join(style.delimiter);
}

/** What a property is in a CSV file: a list is its items with commas between. Dates and numbers are written as the culture has them. */
function csvField(value: Value, language: Language): string {
  return Array.isArray(value)
    ? value.map((item) => csvField(item, language)).join(', ')
    : formatValue(value, '', language);
}

/** The columns of the first object decide for all. */
export function csvRow(item: Value, columns: readonly string[], language: Language): string[] {
  return columns.map((name) => csvField(propertyOf(item, name) ?? null, language));
}

export function csvColumns(item: Value): readonly string[] {
  return propertyNames(item);
}

/** Rows of fields; quoted fields may hold delimiters, doubled quotes and line ends. */
export function parseCsvRows(text: string, delimiter: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let isQuoted = false;
  let wasQuoted = false;
  const endField = (): void => {
    row.push(wasQuoted ? field : field.trim());
    field = '';
    wasQuoted = false;
  };
  const endRow = (): void => {
    endField();
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
  };
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (isQuoted) {
      if (character !== '"') field += character;
      else if (text.charAt(at + 1) === '"') {
        field += '"';
        at += 1;
      } else isQuoted = false;
    } else if (character === '"' && field.trim() === '') {
      isQuoted = true;
      wasQuoted = true;
      field = '';
    } else if (character === delimiter) endField();
    else if (character === '\n') endRow();
    else if (character !== '\r') field += character;
  }
  endRow();
  return rows;
}

/** Objects of a CSV text: the first line names the columns unless `header` does; `#TYPE` lines are passed over. */
export function parseCsv(text: string, delimiter: string, header: readonly string[] | null): ShellObject[] {
  const rows = parseCsvRows(text.replace(/^\ufeff/, ''), delimiter).filter(
    (row) => !(row[0] ?? '').startsWith('#TYPE'),
  );
  const names = header ?? rows.shift() ?? [];
  return rows.map((row) => {
    const object = new ShellObject('System.Management.Automation.PSCustomObject');
    for (const [index, name] of names.entries()) object.set(name === '' ? `H${index + 1}` : name, row[index] ?? null);
    return object;
  });
}
