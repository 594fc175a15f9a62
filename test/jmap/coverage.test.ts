import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { readCases } from './case-file.ts';

const root = join(import.meta.dirname, '../..');
const folder = join(import.meta.dirname, 'cases');

async function sources(): Promise<ReadonlySet<string>> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.txt'));
  const cases = await Promise.all(files.map(async (name) => readCases(await readFile(join(folder, name), 'utf8'))));
  return new Set(cases.flat().map(({ source }) => source));
}

async function rowsOf(name: string): Promise<readonly (readonly string[])[]> {
  const text = await readFile(join(import.meta.dirname, name), 'utf8');
  return text
    .split('\n')
    .slice(1)
    .filter((line) => line !== '')
    .map((line) => line.split('\t'));
}

/** What is wrong with the last cell of a row: a case's source, `test: file: title`, or `none: reason`. */
async function faultOf(played: string, known: ReadonlySet<string>): Promise<string | null> {
  const [, reason] = /^none: (.+)$/.exec(played) ?? [];
  if (reason !== undefined) return reason.length > 20 ? null : 'gives no reason';
  const [, file, title] = /^test: (\S+): (.+)$/.exec(played) ?? [];
  if (file === undefined || title === undefined) return known.has(played) ? null : 'is no case';
  return (await readFile(join(root, file), 'utf8')).includes(title) ? null : `is not in ${file}`;
}

for (const list of ['rfc-examples.tsv', 'rfc-errors.tsv']) {
  test(`each line of ${list} is played by a case, a test, or says why it cannot be`, async () => {
    const known = await sources();
    const faults: string[] = [];
    for (const row of await rowsOf(list)) {
      const fault = row.length === 4 ? await faultOf(row[3] as string, known) : 'has not four columns';
      if (fault !== null) faults.push(`${row.join(' | ')}: ${fault}`);
    }
    assert.deepEqual(faults, []);
  });
}

// As many as the RFCs have: a line that goes takes an example with it.
test('no example of the RFCs was left out', async () => {
  const counts: Record<string, number> = {};
  for (const [rfc = ''] of await rowsOf('rfc-examples.tsv')) counts[rfc] = (counts[rfc] ?? 0) + 1;
  assert.deepEqual(counts, {
    'RFC 8620': 23,
    'RFC 8621': 25,
    'RFC 8887': 3,
    'RFC 9007': 7,
    'RFC 9404': 6,
    'RFC 9425': 2,
  });
});
