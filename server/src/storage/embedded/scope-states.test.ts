import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { silentLog } from '../../platform/log/silent-log.ts';
import type { SqlWriter } from '../sql-engine.ts';
import { openEmbeddedEngine } from './open-embedded-engine.ts';

test('the state before a write is the one after the write before, unless something else has happened', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'relais-states-'));
  const engine = await openEmbeddedEngine({ dataDirectory: directory, log: silentLog, openFiles: 1 });
  t.after(async () => {
    await engine.close();
    await rm(directory, { recursive: true, force: true });
  });
  const scope = engine.account('a');
  const insert = async (writer: SqlWriter): Promise<NonNullable<SqlWriter['states']>> => {
    await writer.run('INSERT INTO t VALUES (1)');
    assert.ok(writer.states);
    return writer.states;
  };
  await scope.write(async (writer) => await writer.run('CREATE TABLE t (n INTEGER)'));
  const first = await scope.write(insert);
  // One that only looks changes nothing.
  await scope.write(async (writer) => await writer.all('SELECT n FROM t'));
  const second = await scope.write(insert);
  assert.equal(second.before, first.after);
  // Together, of which one is undone.
  const undone = async (writer: SqlWriter): Promise<never> => {
    await insert(writer);
    throw new Error('undone');
  };
  const [third, , fourth] = await Promise.all([
    scope.write(insert),
    assert.rejects(scope.write(undone), /undone/),
    scope.write(insert),
  ]);
  assert.equal(third.before, second.after);
  assert.notEqual(fourth.before, third.after);
  await assert.rejects(scope.write(undone), /undone/);
  const fifth = await scope.write(insert);
  assert.notEqual(fifth.before, fourth.after);
  // Another file is open instead meanwhile.
  await engine.account('b').write(async (writer) => await writer.run('CREATE TABLE t (n INTEGER)'));
  const sixth = await scope.write(insert);
  assert.notEqual(sixth.before, fifth.after);
});
