import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../platform/clock/manual-clock.ts';
import { memoryScope } from '../directory/memory-scope.fixture.ts';
import type { AuditedAction } from './admin-audit.ts';
import { auditMigrations } from './audit-migrations.ts';
import { openAdminAudit } from './open-admin-audit.ts';

const action: AuditedAction = {
  caller: 'administrator@example.test',
  cmdlet: 'Set-ImapSettings',
  objectModified: 'CAS01\\1',
  parameters: [{ name: 'MaxConnectionsPerUser', value: '20' }],
  modifiedProperties: [{ name: 'MaxConnectionsPerUser', oldValue: 16, newValue: 20 }],
  succeeded: true,
  error: null,
  originatingServer: 'CAS01',
};

async function filled() {
  const scope = memoryScope(auditMigrations);
  const clock = new ManualClock();
  const audit = openAdminAudit({ scope, clock });
  await audit.record(action);
  clock.advance(1000);
  await audit.record({ ...action, cmdlet: 'New-Mailbox', objectModified: 'Bob', succeeded: false, error: 'taken' });
  clock.advance(1000);
  await audit.record({ ...action, caller: 'eve@example.test', parameters: [{ name: 'Banner', value: 'x' }] });
  return { audit, scope, start: clock.now() - 2000 };
}

test('entries are found by cmdlet, parameter, caller, object, outcome and time, newest first', async () => {
  const { audit, start } = await filled();
  const found = async (query: object): Promise<number[]> =>
    (await audit.search({ limit: 1000, ...query })).map(({ sequence }) => sequence);
  assert.deepEqual(await found({}), [3, 2, 1]);
  assert.deepEqual(await found({ cmdlets: ['set-imapsettings'] }), [3, 1]);
  assert.deepEqual(await found({ parameters: ['banner'] }), [3]);
  assert.deepEqual(await found({ callers: ['EVE@example.test'] }), [3]);
  assert.deepEqual(await found({ objects: ['bob'] }), [2]);
  assert.deepEqual(await found({ succeeded: false }), [2]);
  assert.deepEqual(await found({ startDate: start + 500, endDate: start + 1500 }), [2]);
  assert.deepEqual(await found({ limit: 1 }), [3]);
  assert.deepEqual(await found({ startIndex: 1, limit: 1 }), [2]);
});

test('an intact chain proves itself', async () => {
  const { audit } = await filled();
  assert.deepEqual(await audit.prove(), { kind: 'intact', entries: 3 });
});

test('the proof says how far it is, and can be stopped', async () => {
  const { audit } = await filled();
  const said: (readonly [number, number])[] = [];
  await audit.prove({ onProgress: (done, total) => void said.push([done, total]) });
  assert.deepEqual(said, [[0, 3]]);
  await assert.rejects(audit.prove({ signal: AbortSignal.abort() }), { name: 'AbortError' });
});

for (const [what, sql, sequence] of [
  ['a changed record', `UPDATE admin_audit SET record = replace(record, 'taken', 'fine') WHERE sequence = 2`, 2],
  ['a changed date', `UPDATE admin_audit SET run_date = run_date + 1 WHERE sequence = 1`, 1],
  ['a removed entry', `DELETE FROM admin_audit WHERE sequence = 2`, 2],
  ['another number', `UPDATE admin_audit SET sequence = 9 WHERE sequence = 3`, 3],
] as const) {
  test(`${what} breaks the chain where it was`, async () => {
    const { audit, scope } = await filled();
    await scope.write((writer) => writer.run(sql));
    assert.deepEqual(await audit.prove(), { kind: 'broken', sequence });
  });
}
