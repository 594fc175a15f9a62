import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { requireOwnDirectory } from './require-own-directory.ts';

test('an empty directory, one of ours and one with a few files are taken, and not those of somebody else', async (t) => {
  const place = await mkdtemp(join(tmpdir(), 'relais-own-'));
  t.after(() => rm(place, { recursive: true, force: true }));
  let made = 0;
  const directory = async (...files: readonly string[]): Promise<string> => {
    const path = join(place, String(made++));
    await mkdir(path);
    for (const file of files) {
      await mkdir(dirname(join(path, file)), { recursive: true });
      await writeFile(join(path, file), '');
    }
    return path;
  };
  for (const files of [
    [],
    ['lost+found/x', '.profile'],
    ['certificates/mail.crt.pem', 'dev/system.db'],
    // A first start that was killed, and a server on PostgreSQL, with what an administrator laid beside.
    ['relais.lock', 'relais.lock-journal', 'a.txt', 'b.csv', 'out.log'],
    ['system.db', 'system.db-wal', 'notes.txt'],
    ['logs/relais.log', 'notes.txt'],
  ])
    await requireOwnDirectory(await directory(...files));
  for (const files of [['src/a.ts'], ['certificates/a.pem', 'htdocs/index.html'], ['a', 'b', 'c', 'd']])
    await assert.rejects(
      requireOwnDirectory(await directory(...files)),
      /is no data directory of Relais, and not empty/,
    );
});
