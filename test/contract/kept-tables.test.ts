import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLog } from '../../server/src/platform/log/silent-log.ts';
import { openPostgresEngine } from '../../server/src/storage/postgres/open-postgres-engine.ts';
import { startPostgres } from '../support/postgres.ts';

test('a node that heard nothing of another catches up before it writes, and on refresh, reading only what changed', async (t) => {
  const postgres = await startPostgres();
  t.after(() => postgres.stop());
  const url = await postgres.newDatabase();
  const node = async () => {
    const engine = await openPostgresEngine({ url, log: silentLog, connections: 4 });
    t.after(() => engine.close());
    return engine.system;
  };
  const [here, there] = [await node(), await node()];
  await here.write(async (writer) => {
    await writer.run('CREATE TABLE word (id TEXT PRIMARY KEY, text TEXT NOT NULL)');
    await writer.run('CREATE TABLE other (id TEXT PRIMARY KEY)');
  });
  const kept = async (scope: typeof here) => {
    const words = new Map<string, string>();
    const read: string[][] = [];
    await scope.keepRows<{ id: string; text: string }>({
      table: 'word',
      key: 'id',
      columns: ['text'],
      known: () => words.keys(),
      apply(changed, gone) {
        read.push(changed.map(({ id }) => id));
        for (const id of gone) words.delete(id);
        for (const { id, text } of changed) words.set(id, text);
      },
    });
    return { words, read };
  };
  const [mine, theirs] = [await kept(here), await kept(there)];
  const put = (scope: typeof here, words: Map<string, string>, id: string, text: string) =>
    scope.write(async (writer) => {
      const seen = [...words.keys()];
      await writer.run(
        'INSERT INTO word (id, text) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET text = excluded.text',
        id,
        text,
      );
      writer.onCommit(() => words.set(id, text));
      return seen;
    });

  await put(here, mine.words, 'a', 'one');
  await put(here, mine.words, 'b', 'two');
  // Nothing was heard; the write itself looks.
  assert.equal(theirs.words.size, 0);
  assert.deepEqual(await put(there, theirs.words, 'c', 'three'), ['a', 'b']);
  await put(here, mine.words, 'b', 'changed');
  await there.refresh();
  assert.equal(theirs.words.get('b'), 'changed');
  assert.deepEqual(theirs.read.at(-1)?.toSorted(), ['b', 'c']);

  await here.write(async (writer) => {
    await writer.run('DELETE FROM word WHERE id = ?', 'a');
    writer.onCommit(() => void mine.words.delete('a'));
  });
  // What is undone tells nobody, and a table that nobody keeps neither.
  await assert.rejects(
    here.write(async (writer) => {
      await writer.run('DELETE FROM word');
      throw new Error('undone');
    }),
  );
  await there.refresh();
  assert.deepEqual([...theirs.words.keys()].toSorted(), ['b', 'c']);
  const looks = theirs.read.length;
  await here.write(async (writer) => void (await writer.run('INSERT INTO other (id) VALUES (?)', 'x')));
  await Promise.all([there.refresh(), there.refresh(), there.refresh()]);
  assert.equal(theirs.read.length, looks);

  // What one node has made and another has deleted goes, though nobody has told the first of anything since.
  await put(here, mine.words, 'short-lived', 'made here');
  await there.refresh();
  await there.write(async (writer) => {
    await writer.run('DELETE FROM word WHERE id = ?', 'short-lived');
    writer.onCommit(() => void theirs.words.delete('short-lived'));
  });
  await here.refresh();
  assert.deepEqual([...mine.words.keys()].toSorted(), ['b', 'c']);

  // Both write as fast as they can: at the end both say what the database says.
  await Promise.all(
    Array.from({ length: 60 }, (_, n) =>
      n % 2 === 0
        ? put(here, mine.words, `w${n % 7}`, `here ${n}`)
        : put(there, theirs.words, `w${n % 7}`, `there ${n}`).then(() => there.refresh()),
    ),
  );
  await Promise.all([here.refresh(), there.refresh()]);
  const rows = await here.read((reader) => reader.all<{ id: string; text: string }>('SELECT id, text FROM word'));
  const truth = Object.fromEntries(rows.map(({ id, text }) => [id, text]));
  assert.deepEqual(Object.fromEntries(mine.words), truth);
  assert.deepEqual(Object.fromEntries(theirs.words), truth);

  // A failover to a standby that is behind: the database has not seen the last changes, and its revisions begin again there.
  await put(here, mine.words, 'b', 'before');
  await there.refresh();
  await there.write(async (writer) => {
    await writer.run('CREATE TABLE word_before AS SELECT * FROM word');
    await writer.run('CREATE TABLE revision_before AS SELECT * FROM kept_revision');
  });
  await put(here, mine.words, 'b', 'not seen');
  await put(here, mine.words, 'lost', 'not seen');
  await there.write(async (writer) => {
    await writer.run('DELETE FROM word');
    await writer.run('INSERT INTO word SELECT * FROM word_before');
    await writer.run('DELETE FROM kept_revision');
    await writer.run('INSERT INTO kept_revision SELECT * FROM revision_before');
  });
  // As many changes as were lost, so that the numbers say nothing.
  await there.write(async (writer) => {
    await writer.run('UPDATE kept_revision SET revision = (SELECT max(revision) FROM revision_before) + 2');
  });
  for (const scope of [here, there]) {
    scope.distrustMemory();
    await scope.refresh();
  }
  const now = await here.read((reader) => reader.all<{ id: string; text: string }>('SELECT id, text FROM word'));
  const left = Object.fromEntries(now.map(({ id, text }) => [id, text]));
  assert.equal(left.b, 'before');
  assert.deepEqual(Object.fromEntries(mine.words), left);
  assert.deepEqual(Object.fromEntries(theirs.words), left);
});
