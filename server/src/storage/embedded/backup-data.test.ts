import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
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
  for await (const { file } of backupData(source, target)) {
    told.push(file);
    assert.equal(existsSync(join(target, 'system.db')), file === 'system.db', file);
  }
  assert.deepEqual(told, [join('accounts', 'aa', 'aa', 'mail.db'), 'system.db']);
});
