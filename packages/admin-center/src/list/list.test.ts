import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Column, shownRows } from './column.ts';
import { csvOf } from './csv.ts';

interface Row {
  readonly name: string;
  readonly size: number;
}
const columns: readonly Column<Row>[] = [
  { id: 'name', label: 'Name', value: ({ name }) => name },
  { id: 'size', label: 'Size', value: ({ size }) => size },
];
const rows: readonly Row[] = [
  { name: 'Étienne', size: 10 },
  { name: 'box 10', size: 9 },
  { name: 'box 9', size: 100 },
];

test('every word of a search must be found, in any column and case', () => {
  assert.deepEqual(shownRows(rows, columns, 'BOX 100', null), [rows[2]]);
  assert.deepEqual(shownRows(rows, columns, 'étienne', null), [rows[0]]);
  assert.deepEqual(shownRows(rows, columns, 'nobody', null), []);
});

test('numbers sort as numbers, and numbers within names too', () => {
  const names = (column: string, descending: boolean): string[] =>
    shownRows(rows, columns, '', { column, descending }).map(({ name }) => name);
  assert.deepEqual(names('size', false), ['box 10', 'Étienne', 'box 9']);
  assert.deepEqual(names('name', false), ['box 9', 'box 10', 'Étienne']);
  assert.deepEqual(names('name', true), ['Étienne', 'box 10', 'box 9']);
});

test('CSV quotes what needs it and defuses formulas (RFC 4180)', () => {
  const hostile: readonly Row[] = [{ name: '=HYPERLINK("http://x"),"a"\n', size: 1 }];
  assert.equal(csvOf(hostile, columns), 'Name,Size\r\n"\'=HYPERLINK(""http://x""),""a""\n",1\r\n');
});
