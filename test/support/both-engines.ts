import { after, type TestContext, test } from 'node:test';
import { startPostgres, type TestPostgres } from './postgres.ts';

let postgres: Promise<TestPostgres> | null = null;
const onPostgres = new WeakSet<object>();

after(async () => {
  await (await postgres)?.stop();
});

/** One test over each engine; whoever opens a store asks `databaseFor(t)`. */
export function onBothEngines(name: string, body: (t: TestContext) => Promise<void>): void {
  test(`embedded, ${name}`, body);
  test(`PostgreSQL, ${name}`, async (t) => {
    onPostgres.add(t);
    await body(t);
  });
}

/** An empty database of its own for a test that runs on PostgreSQL, `null` for any other. */
export async function databaseFor(t: object): Promise<string | null> {
  if (!onPostgres.has(t)) return null;
  postgres ??= startPostgres();
  return await (await postgres).newDatabase();
}
