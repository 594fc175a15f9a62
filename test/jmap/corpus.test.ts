import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { endingOfThisFile } from '../support/ending-of-file.ts';
import { test } from 'node:test';
import { startPostgres } from '../support/postgres.ts';
import { readCases } from './case-file.ts';
import { JmapCorpus } from './jmap-corpus.ts';

const folder = join(import.meta.dirname, 'cases');
const files = (await readdir(folder)).filter((name) => name.endsWith('.txt')).sort();
const cases = (
  await Promise.all(files.map(async (name) => readCases(await readFile(join(folder, name), 'utf8'))))
).flat();
const only = process.env.RELAIS_JMAP_CASE;

for (const engine of ['embedded', 'PostgreSQL'] as const) {
  const ending = endingOfThisFile();
  let corpus: Promise<JmapCorpus> | null = null;
  const open = async (): Promise<JmapCorpus> => {
    if (engine === 'embedded') return JmapCorpus.open(ending, null);
    const postgres = await startPostgres();
    ending.after(() => postgres.stop());
    return JmapCorpus.open(ending, await postgres.newDatabase());
  };
  for (const one of cases) {
    if (only !== undefined && !`${engine}, ${one.source}: ${one.title}`.includes(only)) continue;
    test(`${engine}, ${one.source}: ${one.title}`, async () => {
      corpus ??= open();
      await (await corpus).run(one);
    });
  }
}
