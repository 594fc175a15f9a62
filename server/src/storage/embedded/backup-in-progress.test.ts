import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { isBackedUpNow, markBackup } from './backup-in-progress.ts';

test('a data directory is backed up while the mark of a living process stands in it', async (t) => {
  const data = await mkdtemp(join(tmpdir(), 'relais-backing-up-'));
  t.after(() => rm(data, { recursive: true, force: true }));
  assert.equal(await isBackedUpNow(data), false);
  {
    await using _mark = await markBackup(data);
    assert.equal(await isBackedUpNow(data), true);
  }
  assert.equal(await isBackedUpNow(data), false);
  assert.deepEqual(await readdir(data), []);
});

test('the mark that a killed backup left counts for nothing', async (t) => {
  const data = await mkdtemp(join(tmpdir(), 'relais-backing-up-'));
  t.after(() => rm(data, { recursive: true, force: true }));
  const gone = spawn(process.execPath, ['-e', '']);
  await once(gone, 'exit');
  await writeFile(join(data, 'backing-up'), `${gone.pid}\n`);
  assert.equal(await isBackedUpNow(data), false);
});

test('where nothing can be written, a backup goes on without its mark', async () => {
  await using _mark = await markBackup('/proc');
  assert.equal(await isBackedUpNow('/proc'), false);
});
