import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { silentLog } from '../../platform/log/silent-log.ts';
import { backupData } from './backup-data.ts';
import { openEmbeddedEngine } from './open-embedded-engine.ts';

test('a backup that was interrupted is no data directory: system.db gets its name last', async (t) => {
  const root = mkdtempSync(join(tmpdir(), 'relais-backup-'));
  t.after(() => rmSync(root, { recursive: true }));
  const [source, target] = [join(root, 'data'), join(root, 'copy')];
  const engine = await openEmbeddedEngine({ dataDirectory: source, log: silentLog });
  await engine.account('aa').write(async (writer) => void (await writer.run('CREATE TABLE t (id INTEGER)')));
  await engine.close();
  const told: string[] = [];
  for await (const { file } of backupData(source, target, new AbortController().signal)) {
    told.push(file);
    assert.equal(existsSync(join(target, 'system.db')), file === 'system.db', file);
  }
  assert.deepEqual(told, [join('accounts', 'aa', 'aa', 'mail.db'), 'system.db']);
});

test('a backup that is stopped leaves nothing, and what a killed one left is named as such', async (t) => {
  const root = mkdtempSync(join(tmpdir(), 'relais-backup-'));
  t.after(() => rmSync(root, { recursive: true }));
  const [source, target] = [join(root, 'data'), join(root, 'copy')];
  const engine = await openEmbeddedEngine({ dataDirectory: source, log: silentLog });
  for (const id of ['aa', 'bb'])
    await engine.account(id).write(async (writer) => void (await writer.run('CREATE TABLE t (id INTEGER)')));
  await engine.close();
  const stopped = new AbortController();
  const reason = new Error('stopped');
  const told: string[] = [];
  const copy = async (): Promise<void> => {
    for await (const { file } of backupData(source, target, stopped.signal)) {
      told.push(file);
      stopped.abort(reason);
    }
  };
  await assert.rejects(copy, reason);
  assert.deepEqual(told, [join('accounts', 'aa', 'aa', 'mail.db')]);
  assert.equal(existsSync(target), false);

  mkdirSync(target);
  writeFileSync(join(target, 'system.db.part'), '');
  await assert.rejects(copy, /copy holds a part that was left when this was killed: remove it/);
});
