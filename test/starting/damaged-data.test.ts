import assert from 'node:assert/strict';
import { readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { runRelais, startServerProcess } from '../support/server-process.ts';

test('a system.db that was emptied or lost begins no new organisation over the mail that is there', async (t) => {
  const server = await startServerProcess(t);
  const { dataDirectory } = server;
  assert.equal(await server.kill('SIGTERM'), 0);
  const accounts = await readdir(join(dataDirectory, 'accounts'));
  assert.ok(accounts.length > 0);
  const file = join(dataDirectory, 'system.db');
  for (const harm of [() => truncate(file), () => rm(file)]) {
    await harm();
    const said = await runRelais(['serve', '--data', dataDirectory, '--port-offset', '9000', '--host', '127.0.0.1']);
    assert.equal(said.exitCode, 1);
    assert.match(said.stderr, /there are mailboxes in .*system\.db.*Restore system\.db from a backup/);
    assert.ok(said.stderr.includes(dataDirectory));
    assert.deepEqual(await readdir(join(dataDirectory, 'accounts')), accounts, 'nothing was made');
  }
});

test('a system.db that is something else is left alone, and named', async (t) => {
  const server = await startServerProcess(t);
  const { dataDirectory } = server;
  assert.equal(await server.kill('SIGTERM'), 0);
  await writeFile(join(dataDirectory, 'system.db'), 'rubbish '.repeat(1000));
  const said = await runRelais(['serve', '--data', dataDirectory]);
  assert.equal(said.exitCode, 1);
  assert.match(said.stderr, /system\.db is not a database of Relais\. Restore it from a backup/);
});
