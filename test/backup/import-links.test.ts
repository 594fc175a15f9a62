import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { runRelais, startServerProcess } from '../support/server-process.ts';

test('a link in a Maildir is not followed: what it names is of whoever imports, not of the mailbox', async (t) => {
  const place = await mkdtemp(join(tmpdir(), 'relais-links-'));
  t.after(() => rm(place, { recursive: true, force: true }));
  const server = await startServerProcess(t);
  await server.kill('SIGTERM');
  const cur = join(place, 'source', 'cur');
  await mkdir(cur, { recursive: true });
  await writeFile(join(place, 'key.pem'), 'a secret of the administrator');
  await symlink(join(place, 'key.pem'), join(cur, '1700000000.a.b:2,S'));
  const on = ['--data', server.dataDirectory, '--mailbox', 'bob'];
  const imported = await runRelais(['import', ...on, '--from', join(place, 'source')]);
  assert.equal(imported.exitCode, 1, imported.stdout);
  assert.match(imported.stderr, /1700000000\.a\.b:2,S is a link to another file and no message/);
  const exported = await runRelais(['export', ...on, '--to', join(place, 'out')]);
  assert.equal(exported.exitCode, 0, exported.stderr);
  const files = (await readdir(join(place, 'out'), { recursive: true, withFileTypes: true })).filter((one) =>
    one.isFile(),
  );
  assert.ok(files.length > 0);
  for (const { parentPath, name } of files)
    assert.doesNotMatch(await readFile(join(parentPath, name), 'latin1'), /a secret of the administrator/);
});
