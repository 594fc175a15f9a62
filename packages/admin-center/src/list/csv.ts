import type { Column } from './column.ts';

/** The first line of a CSV file (RFC 4180): the names of the columns. */
export function csvHeader<Row>(columns: readonly Column<Row>[]): string {
  return lineOf(columns.map(({ label }) => label));
}

/**
 * A row as a line of CSV. A value that a spreadsheet would run as a formula gets a quotation mark before it: names and client
 * strings are other people's text.
 */
export function csvLine<Row>(row: Row, columns: readonly Column<Row>[]): string {
  return lineOf(columns.map(({ value }) => value(row)));
}

function lineOf(values: readonly (string | number)[]): string {
  return `${values.map(field).join(',')}\r\n`;
}

function field(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Hands lines to the browser as a file. */
export function download(name: string, lines: readonly string[]): void {
  // Spreadsheets take UTF-8 for it only with the mark in front.
  const url = URL.createObjectURL(new Blob(['\ufeff', ...lines], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
