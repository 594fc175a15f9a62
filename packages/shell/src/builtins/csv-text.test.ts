import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { csvLine, parseCsv, parseCsvRows } from './csv-text.ts';

test('any fields come back from their lines', () => {
  const field = fc.string({ unit: fc.constantFrom('a', '"', ',', ';', '\n', '\r', ' ', 'é'), maxLength: 8 });
  const row = fc.array(field, { minLength: 2, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), fc.constantFrom(',', ';'), (rows, delimiter) => {
      const text = rows.map((fields) => csvLine(fields, { delimiter, quotes: 'always' })).join('\n');
      assert.deepEqual(parseCsvRows(text, delimiter), rows);
    }),
  );
});

test('a byte order mark, a #TYPE line and missing fields are met', () => {
  const [first] = parseCsv('\ufeff#TYPE System.Object\nName,Alias,Extra\nZoe, zoe \n', ',', null);
  assert.deepEqual(first?.entries(), [
    ['Name', 'Zoe'],
    ['Alias', 'zoe'],
    ['Extra', null],
  ]);
});
