import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Column, columnTracks, fittingColumns, foundRows, rowText, sortedRows } from './column.ts';
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

test('every word of a search must be found, in any column, without regard to case and accents', () => {
  const found = (search: string): readonly Row[] => foundRows(rows, search, rowText(columns));
  assert.deepEqual(found('BOX 100'), [rows[2]]);
  assert.deepEqual(found('étienne'), [rows[0]]);
  assert.deepEqual(found('ETIENNE 10'), [rows[0]]);
  assert.deepEqual(found('nobody'), []);
  const french: readonly Row[] = [{ name: 'Boîte de l’équipe', size: 1 }];
  assert.deepEqual(foundRows(french, "l'equipe", rowText(columns)), french, 'as a keyboard writes it');
  assert.equal(found(' '), rows);
});

test('numbers sort as numbers, and numbers within names too', () => {
  const names = (index: number, descending: boolean): string[] =>
    sortedRows(rows, columns[index] as Column<Row>, descending, 'fr').map(({ name }) => name);
  assert.deepEqual(names(1, false), ['box 10', 'Étienne', 'box 9']);
  assert.deepEqual(names(0, false), ['box 9', 'box 10', 'Étienne']);
  assert.deepEqual(names(0, true), ['Étienne', 'box 10', 'box 9']);
});

test('names with accents stand where the language has them, and rows of one value keep their order', () => {
  const people = ['zoé', 'élan', 'Eva', 'étage', 'Œuvre', 'Zoe', 'Åsa', 'bob'].map((name, size) => ({ name, size }));
  const sorted = (language: string): string[] =>
    sortedRows(people, columns[0] as Column<Row>, false, language).map(({ name }) => name);
  assert.deepEqual(sorted('fr'), ['Åsa', 'bob', 'élan', 'étage', 'Eva', 'Œuvre', 'Zoe', 'zoé']);
  const same = people.map((one) => ({ ...one, name: 'x' }));
  assert.deepEqual(sortedRows(same, columns[0] as Column<Row>, true, 'fr'), same);
});

test('CSV quotes what needs it and defuses formulas (RFC 4180)', () => {
  const hostile: Row = { name: '=HYPERLINK("http://x"),"a"\n', size: 1 };
  assert.equal(csvHeader(columns), 'Name,Size\r\n');
  assert.equal(csvLine(hostile, columns), '"\'=HYPERLINK(""http://x""),""a""\n",1\r\n');
});

test('an export counts, lets others run, and a stopped one gives no file', async () => {
  const wanted = 60_000;
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

test('columns are as wide as what they show; where they do not fit, the widest is cut', () => {
  const some = [
    { id: 'a', label: 'A', value: () => '', width: 'minmax(50px, 2fr)' },
    { id: 'b', label: 'B', value: () => '', width: 'minmax(60px, 1fr)' },
    { id: 'c', label: 'C', value: () => '' },
  ];
  assert.equal(columnTracks(some, null, 500), 'minmax(50px, 2fr) minmax(60px, 1fr) minmax(0, 1fr)');
  assert.equal(columnTracks(some, [100, 40, 300.2], 500), 'minmax(100px, 2fr) minmax(60px, 1fr) minmax(301px, 1fr)');
  assert.equal(columnTracks(some, [100, 80, 400], 408), 'minmax(0, 100fr) minmax(0, 80fr) minmax(0, 220fr)');
  assert.equal(columnTracks(some, [300, 80, 400], 408), 'minmax(0, 160fr) minmax(0, 80fr) minmax(0, 160fr)');
});
