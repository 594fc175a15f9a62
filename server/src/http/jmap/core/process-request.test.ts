import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openMailStore } from '../../../domain/mail/mail-store.ts';
import { systemClock } from '../../../platform/clock/system-clock.ts';
import { silentLog } from '../../../platform/log/silent-log.ts';
import { openEmbeddedEngine } from '../../../storage/embedded/open-embedded-engine.ts';
import { LocalChangeSignal } from '../../../storage/local-change-signal.ts';
import { AccountIndex } from '../mail/account-index.ts';
import { mailboxSet } from '../methods/mailbox-set.ts';
import { capabilities, type MethodContext } from './method.ts';
import { processRequest } from './process-request.ts';

test('while the store does not answer a call is told serverUnavailable, to be tried again (RFC 8620 §3.6.2)', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'relais-jmap-'));
  const engine = await openEmbeddedEngine({ dataDirectory: directory, log: silentLog });
  t.after(() => rm(directory, { recursive: true, force: true }));
  const store = openMailStore({ engine, changes: new LocalChangeSignal(), clock: systemClock, log: silentLog });
  const index = new AccountIndex(await store.account('a'));
  t.after(() => index.close());
  await index.sync();
  const context = { accountId: 'a', index, createdIds: new Map() } as unknown as MethodContext;
  const ask = async (): Promise<readonly unknown[]> => {
    const call = ['Mailbox/set', { accountId: 'a', create: { k: { name: 'K' } } }, 'c'] as const;
    const request = { using: [capabilities.core, capabilities.mail], methodCalls: [call] };
    const methods = new Map([[mailboxSet.name, mailboxSet]]);
    return (await processRequest(request, methods, context, silentLog))[0] ?? [];
  };
  assert.equal((await ask())[0], 'Mailbox/set');
  await engine.close();
  const [name, error, callId] = await ask();
  assert.equal(name, 'error');
  assert.deepEqual(error, {
    type: 'serverUnavailable',
    description: 'The mailboxes cannot be reached at the moment. Try again later.',
  });
  assert.equal(callId, 'c');
});
