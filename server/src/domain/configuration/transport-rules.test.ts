import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../platform/clock/manual-clock.ts';
import { ownedByOneProcess } from '../../storage/system-scope.ts';
import { memoryScope } from '../directory/memory-scope.fixture.ts';
import { configurationMigrations } from './configuration-migrations.ts';
import { noActions, noConditions, openTransportRules } from './transport-rules.ts';

test('a rule of an earlier version opens with what it could not say left open', async () => {
  const scope = ownedByOneProcess(memoryScope(configurationMigrations));
  // As version 0.1 wrote it.
  const record = {
    guid: 'g',
    name: 'Old',
    whenCreated: 1,
    whenChanged: 1,
    enabled: true,
    mode: 'Enforce',
    priority: 0,
    comments: '',
    conditions: { from: [], fromScope: null, sentTo: ['a@b.test'], subjectContainsWords: [], header: null },
    exceptions: { from: [], subjectContainsWords: ['x'] },
    actions: { deleteMessage: true, rejectReason: null, scl: null, setHeader: null, stop: false },
  };
  await scope.write((writer) =>
    writer.run(
      'INSERT INTO transport_rule (guid, name_key, record) VALUES (?, ?, ?)',
      'g',
      'old',
      JSON.stringify(record),
    ),
  );
  const rules = await openTransportRules({ scope, clock: new ManualClock() });
  const wanted = {
    ...record,
    conditions: { ...noConditions, sentTo: ['a@b.test'] },
    exceptions: { ...noConditions, subjectContainsWords: ['x'] },
    actions: { ...noActions, deleteMessage: true },
  };
  assert.deepEqual(rules.inOrder(), [wanted]);
  assert.deepEqual(rules.list(), [wanted]);
  await rules.update('g', { comments: 'changed' });
  assert.equal(rules.inOrder()[0]?.comments, 'changed');
  assert.deepEqual(rules.inOrder()[0]?.exceptions, wanted.exceptions);
});
