import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Column, fittingColumns, shownRows } from './column.ts';
import { csvHeader, csvLine } from './csv.ts';
import { csvLines } from './csv-lines.ts';

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
  const hostile: Row = { name: '=HYPERLINK("http://x"),"a"\n', size: 1 };
  assert.equal(csvHeader(columns), 'Name,Size\r\n');
  assert.equal(csvLine(hostile, columns), '"\'=HYPERLINK(""http://x""),""a""\n",1\r\n');
});

test('an export counts, lets others run, and a stopped one gives no file', async () => {
  const wanted = 300_000;
  function* many(): Generator<Row> {
    for (let size = 0; size < wanted; size += 1) yield { name: 'one', size };
  }
  const counts: number[] = [];
  const whole = await csvLines(many(), columns, new AbortController().signal, (done) => counts.push(done));
  assert.equal(whole?.length, wanted + 1);
  assert.ok(counts.length > 0 && counts.every((count, index) => index === 0 || count > (counts[index - 1] ?? 0)));
  const stopping = new AbortController();
  const stopped = await csvLines(many(), columns, stopping.signal, () => stopping.abort());
  assert.equal(stopped, null);
});

test('a list that is too narrow leaves out the last columns that it may leave out, and no more of them than it must', () => {
  const one = (id: string, width: string, wideOnly = false): Column<Row> => ({
    id,
    label: id,
    value: ({ name }) => name,
    width,
    wideOnly,
  });
  const all = [one('a', 'minmax(100px, 1fr)'), one('b', '50px', true), one('c', '50px'), one('d', '30px', true)];
  const shown = (available: number | null): string =>
    fittingColumns(all, available)
      .map(({ id }) => id)
      .join('');
  assert.equal(shown(null), 'abcd');
  assert.equal(shown(242), 'abcd');
  assert.equal(shown(241), 'abc');
  assert.equal(shown(207), 'ac');
  assert.equal(shown(10), 'ac', 'what must stand stays');
});
