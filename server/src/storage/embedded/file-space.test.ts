import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { fileSpace } from './file-space.ts';

test('what the files take is told, and what of it SQLite would fill again', async (t) => {
  const root = await mkdtemp(join(tmpdir(), 'relais-space-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  assert.deepEqual(await fileSpace(root), { bytes: 0, freeBytes: 0 });
  const paths = [join(root, 'system.db'), join(root, 'accounts', 'ab', 'abc', 'mail.db')];
  await mkdir(join(root, 'accounts', 'ab', 'abc'), { recursive: true });
  let free = 0;
  for (const [index, path] of paths.entries()) {
    const database = new DatabaseSync(path);
    // The largest page is written as 1 in the header.
    database.exec(`PRAGMA page_size = ${index === 0 ? 4_096 : 65_536}; CREATE TABLE t (bytes BLOB)`);
    database.exec('INSERT INTO t VALUES (zeroblob(900000)), (zeroblob(10))');
    database.exec('DELETE FROM t WHERE length(bytes) > 10');
    const { freelist_count: pages } = database.prepare('PRAGMA freelist_count').get() as { freelist_count: number };
    free += pages * (index === 0 ? 4_096 : 65_536);
    database.close();
  }
  // A write-ahead log counts as well; a mailbox that is just being made has no file yet.
  await writeFile(`${paths[0]}-wal`, Buffer.alloc(777));
  await mkdir(join(root, 'accounts', 'ab', 'abd'));
  const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size));
  assert.deepEqual(await fileSpace(root), { bytes: (sizes[0] ?? 0) + (sizes[1] ?? 0) + 777, freeBytes: free });
  assert.ok(free > 1_700_000, `${free} bytes are free`);
});
