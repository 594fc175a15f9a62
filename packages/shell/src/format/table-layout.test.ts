import assert from 'node:assert/strict';
import { test } from 'node:test';
import { columnWidths, headerLines, rowLines, type TableColumn } from './table-layout.ts';
import { TableWriter } from './table-writer.ts';

const left = (label: string): TableColumn => ({ label, alignment: 'left', width: null });

test('without -AutoSize columns share the line equally', () => {
  assert.deepEqual(
    columnWidths([left('A'), left('B')], [['x', 'y']], { autoSize: false, wrap: false, width: 41 }),
    [20, 20],
  );
});

test('with -AutoSize a column is as wide as what it holds, and what does not fit is left out', () => {
  const columns = [left('Name'), left('Alias'), left('Rest')];
  const rows = [['0123456789', 'ab', 'never shown']];
  assert.deepEqual(columnWidths(columns, rows, { autoSize: true, wrap: false, width: 80 }), [10, 5, 11]);
  assert.deepEqual(columnWidths(columns, rows, { autoSize: true, wrap: false, width: 17 }), [10, 5]);
});

test('numbers stand at the right, with their heading', () => {
  const columns: TableColumn[] = [{ label: 'N', alignment: 'right', width: null }, left('Name')];
  assert.deepEqual(
    [...headerLines(columns, [3, 5]), ...rowLines(['7', 'seven'], columns, [3, 5], false)],
    ['  N Name', '  - ----', '  7 seven'],
  );
});

test('a cell is cut with dots, or wraps onto further lines', () => {
  assert.deepEqual(rowLines(['abcdefghij', 'x'], [left('A'), left('B')], [6, 1], false), ['abc... x']);
  assert.deepEqual(rowLines(['abcdefghij', 'x'], [left('A'), left('B')], [6, 1], true), ['abcdef x', 'ghij']);
});

test('what wraps ends its lines between words', () => {
  const lines = (text: string, width: number) => rowLines([text], [left('A')], [width], true);
  assert.deepEqual(lines('publish an address for it', 10), ['publish an', 'address', 'for it']);
  assert.deepEqual(lines('to abcdefghijklm', 6), ['to', 'abcdef', 'ghijkl', 'm']);
  assert.deepEqual(lines('   leading', 5), ['   le', 'ading']);
  assert.deepEqual(lines('trailing   ', 8), ['trailing']);
  assert.deepEqual(lines('', 8), ['']);
});

test('a long table streams once its widths are known', () => {
  const written: string[] = [];
  const writer = new TableWriter(
    [left('N')],
    { autoSize: true, wrap: false, width: 80 },
    (lines) => void written.push(...lines),
  );
  writer.row(['1']);
  assert.deepEqual(written, []);
  writer.settle();
  assert.deepEqual(written, ['', 'N', '-', '1']);
  writer.row(['2']);
  writer.finish();
  assert.deepEqual(written.slice(4), ['2', '']);
});

test('rows that the widths so far would cut stand in a new table, all of them', () => {
  const written: string[] = [];
  const writer = new TableWriter(
    [left('Name'), left('A')],
    { autoSize: true, wrap: false, width: 80 },
    (lines) => void written.push(...lines),
  );
  writer.row(['short', 'x']);
  writer.settle();
  writer.row(['fits', 'y']);
  writer.row(['VM\\Default Frontend', 'y']);
  writer.finish();
  assert.deepEqual(written, [
    '',
    'Name  A',
    '----  -',
    'short x',
    '',
    '',
    'Name                A',
    '----                -',
    'fits                y',
    'VM\\Default Frontend y',
    '',
  ]);
});
