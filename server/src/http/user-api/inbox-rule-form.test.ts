import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Directory } from '../../domain/directory/directory.ts';
import { directoryMigrations } from '../../domain/directory/directory-migrations.ts';
import { memoryScope } from '../../domain/directory/memory-scope.fixture.ts';
import { openDirectory } from '../../domain/directory/open-directory.ts';
import { ManualClock } from '../../platform/clock/manual-clock.ts';
import { HttpRefusal } from '../refusal.ts';
import { ruleIn, ruleView } from './inbox-rule-form.ts';

let directory: Directory;
let bob: string;

before(async () => {
  directory = await openDirectory({ scope: memoryScope(directoryMigrations), clock: new ManualClock() });
  await directory.createAcceptedDomain({
    name: 'a',
    domainName: 'example.test',
    domainType: 'Authoritative',
    isDefault: true,
  });
  const names = {
    name: 'Bob',
    alias: 'bob',
    userPrincipalName: 'bob@example.test',
    primarySmtpAddress: 'bob@example.test',
  };
  ({ guid: bob } = await directory.createMailbox(names, null));
});

test('people of this organisation are kept as themselves and shown by their addresses, others by theirs', () => {
  const { conditions } = ruleIn({ conditions: { from: ['BOB@example.test', 'eve@FAR.test'] } }, directory);
  assert.deepEqual(conditions, { from: [bob, 'eve@far.test'] });
  const rule = {
    guid: 'g',
    mailbox: 'm',
    name: 'r',
    priority: 1,
    enabled: true,
    conditions: conditions ?? {},
    exceptions: {},
    actions: { markAsRead: true },
    stopProcessingRules: true,
    whenCreated: 0,
    whenChanged: 0,
  } as const;
  assert.deepEqual(ruleView(rule, directory).conditions, { from: ['bob@example.test', 'eve@far.test'] });
});

test('a keyword becomes an atom, an address is given once (RFC 9051 §9)', () => {
  const { actions } = ruleIn(
    { actions: { applyCategory: ['Red (big)'], redirectTo: ['a@far.test', 'A@FAR.test', 'b@far.test'] } },
    directory,
  );
  assert.deepEqual(actions?.applyCategory, ['Red__big_']);
  assert.equal(actions?.redirectTo?.length, 2);
});

test('only what is given is changed', () => {
  assert.deepEqual(ruleIn({ name: ' Bills ', priority: 1000 }, directory), { name: 'Bills', priority: 1000 });
  assert.deepEqual(ruleIn({ conditions: { minimumSizeBytes: 0 } }, directory), { conditions: { minimumSizeBytes: 0 } });
});

for (const given of [
  null,
  [],
  'rule',
  { guid: 'another' },
  { name: ' ' },
  { name: 'x'.repeat(513) },
  { enabled: 'true' },
  { priority: 0 },
  { priority: 1001 },
  { priority: 1.5 },
  { conditions: null },
  { conditions: { toString: true } },
  { conditions: { from: [] } },
  { conditions: { from: 'bob@example.test' } },
  { conditions: { from: ['no address'] } },
  { conditions: { subjectContainsWords: [' '] } },
  { conditions: { subjectContainsWords: Array.from({ length: 101 }, () => 'x') } },
  { conditions: { hasAttachment: false } },
  { conditions: { withImportance: 'Highest' } },
  { conditions: { minimumSizeBytes: -1 } },
  { conditions: { minimumSizeBytes: 1.5 } },
  { conditions: { receivedAfter: '2026-01-01' } },
  { actions: { moveToFolder: '' } },
  { actions: { moveToFolder: 'x'.repeat(1001) } },
  { actions: { markAsRead: 1 } },
  { actions: { from: ['bob@example.test'] } },
])
  test(`refused with 400: ${JSON.stringify(given).slice(0, 70)}`, () => {
    assert.throws(
      () => ruleIn(given, directory),
      (cause) => cause instanceof HttpRefusal && cause.status === 400,
    );
  });
