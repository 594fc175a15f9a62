import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { silentLog } from '../../platform/log/silent-log.ts';
import { FileKeeper } from './file-keeper.ts';
import { fileSpace } from './file-space.ts';
import { openEmbeddedEngine } from './open-embedded-engine.ts';

test('what the files take is told, and what of it SQLite would fill again', async (t) => {
  const root = await mkdtemp(join(tmpdir(), 'relais-space-'));
  const keeper = new FileKeeper(root);
  t.after(async () => {
    await keeper.end();
    await rm(root, { recursive: true, force: true });
  });
  assert.deepEqual(await fileSpace(root, keeper), { bytes: 0, freeBytes: 0 });
  const paths = [join(root, 'system.db'), join(root, 'accounts', 'ab', 'abc', 'mail.db')];
  await mkdir(join(root, 'accounts', 'ab', 'abc'), { recursive: true });
  let free = 0;
  for (const [index, path] of paths.entries()) {
    const pageBytes = index === 0 ? 4_096 : 65_536;
    const database = new DatabaseSync(path);
    database.exec(`PRAGMA page_size = ${pageBytes}; CREATE TABLE t (bytes BLOB)`);
    database.exec('INSERT INTO t VALUES (zeroblob(900000)), (zeroblob(10))');
    database.exec('DELETE FROM t WHERE length(bytes) > 10');
    const { freelist_count: pages } = database.prepare('PRAGMA freelist_count').get() as { freelist_count: number };
    free += pages * pageBytes;
    database.close();
  }
  // A mailbox that is just being made has no file yet, and one that is damaged is told of by others.
  await mkdir(join(root, 'accounts', 'ab', 'abd'));
  await mkdir(join(root, 'accounts', 'ab', 'abe'));
  const damaged = join(root, 'accounts', 'ab', 'abe', 'mail.db');
  await writeFile(damaged, 'no database '.repeat(1000));
  const sizes = await Promise.all([...paths, damaged].map(async (path) => (await stat(path)).size));
  const bytes = sizes.reduce((sum, size) => sum + size);
  assert.deepEqual(await fileSpace(root, keeper), { bytes, freeBytes: free });
  assert.ok(free > 1_700_000, `${free} bytes are free`);
  assert.deepEqual(await readdir(join(root, 'accounts', 'ab', 'abc')), ['mail.db'], 'nothing is left beside it');
});

// POSIX drops a process's locks on a file when it closes any descriptor of it: another program, such as a backup, would then take
// itself for the only one that has it open.
test('a file that is in use keeps its locks', { skip: process.platform !== 'linux' }, async (t) => {
  const root = await mkdtemp(join(tmpdir(), 'relais-space-'));
  const engine = await openEmbeddedEngine({ dataDirectory: root, log: silentLog });
  t.after(async () => {
    await engine.close();
    await rm(root, { recursive: true, force: true });
  });
  await engine.account('abc').write(async (writer) => {
    await writer.run('CREATE TABLE t (number INTEGER)');
  });
  const path = join(root, 'accounts', 'ab', 'abc', 'mail.db');
  const { ino } = await stat(path);
  const locks = async (): Promise<readonly string[]> =>
    (await readFile('/proc/locks', 'utf8')).split('\n').flatMap((line) => {
      const [, ...lock] = line.split(/\s+/);
      return line.includes(`:${ino} `) ? [lock.join(' ')] : [];
    });
  const before = await locks();
  assert.equal(before.length, 1);
  const { bytes } = await engine.space();
  assert.ok(bytes > (await stat(`${path}-wal`)).size, 'the log counts as well');
  assert.deepEqual(await locks(), before);
});
