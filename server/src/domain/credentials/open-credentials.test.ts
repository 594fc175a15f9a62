import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../platform/clock/manual-clock.ts';
import type { SystemScope } from '../../storage/system-scope.ts';
import { directoryMigrations } from '../directory/directory-migrations.ts';
import { createPerson, openExampleDirectory } from '../directory/example-directory.fixture.ts';
import { memoryScope } from '../directory/memory-scope.fixture.ts';
import { credentialMigrations } from './credential-migrations.ts';
import { openCredentials } from './open-credentials.ts';

test('what is removed while the storage takes no writes opens nothing, also after the next start', async () => {
  const scope = memoryScope(directoryMigrations, credentialMigrations);
  const { guid: mailbox } = await createPerson(await openExampleDirectory(scope, new ManualClock()), 'anna', 'hash');
  let isFull = false;
  const full: SystemScope = Object.assign(Object.create(scope) as SystemScope, {
    write: (async (work) => {
      if (isFull) throw new Error('no space is left');
      return scope.write(work);
    }) satisfies SystemScope['write'],
  });
  const credentials = await openCredentials({ scope: full });
  const kind = 'recovery-code' as const;
  await credentials.add({ kind, id: 'one', mailbox, verifier: 'v', createdAt: 0 });

  isFull = true;
  await assert.rejects(credentials.remove('one'), /no space/);
  assert.equal(credentials.find(kind, 'v'), null);
  await assert.rejects(credentials.flush(), /no space/);
  isFull = false;
  await credentials.flush();
  assert.equal((await openCredentials({ scope })).find(kind, 'v'), null);
});
