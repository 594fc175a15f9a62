import assert from 'node:assert/strict';
import { access, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { openMailStore } from '../domain/mail/mail-store.ts';
import { mailMigrations } from '../domain/mail/schema.ts';
import { personalMigrations } from '../domain/personal/personal-migrations.ts';
import { openSubmissions } from '../domain/personal/submissions.ts';
import { systemClock } from '../platform/clock/system-clock.ts';
import type { Log } from '../platform/log/log.ts';
import { silentLog } from '../platform/log/silent-log.ts';
import { openEmbeddedEngine } from '../storage/embedded/open-embedded-engine.ts';
import { LocalChangeSignal } from '../storage/local-change-signal.ts';
import { accountSchemaScope, migrate } from '../storage/migrations.ts';
import { isRestored, settleRestored } from './settle-restored.ts';

const open = async (dataDirectory: string) => {
  const engine = await openEmbeddedEngine({ dataDirectory, log: silentLog });
  await migrate(engine.system, engine.differences, 'personal', personalMigrations);
  return {
    engine,
    submissions: openSubmissions({ scope: engine.system, clock: systemClock, server: 'CAS01' }),
    mail: openMailStore({ engine, changes: new LocalChangeSignal(), clock: systemClock, log: silentLog }),
  };
};

/** A data directory with mailboxes, as after `relais restore`. */
async function putBack(t: TestContext, accounts: readonly string[]): Promise<string> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'relais-settle-'));
  t.after(() => rm(dataDirectory, { recursive: true, force: true }));
  const { engine, mail } = await open(dataDirectory);
  for (const account of accounts) await mail.account(account);
  await engine.close();
  await writeFile(join(dataDirectory, 'restored'), '');
  return dataDirectory;
}

test('a damaged mailbox and one that nobody has used keep no other from being settled', async (t) => {
  const [sound, damaged, unused] = ['a1', 'b2', 'c3'] as const;
  const dataDirectory = await putBack(t, [sound, damaged]);
  const files = await readdir(join(dataDirectory, 'accounts'), { recursive: true });
  const file = files.find((name) => name.endsWith(join(damaged, 'mail.db'))) ?? '';
  await writeFile(join(dataDirectory, 'accounts', file), 'no database at all'.repeat(1000));
  const { engine, mail, submissions } = await open(dataDirectory);
  t.after(() => engine.close());
  await migrate(accountSchemaScope(engine, unused), engine.differences, 'mail', mailMigrations);
  const told: string[] = [];
  const log: Log = {
    ...silentLog,
    error: (event, _cause, fields) => void told.push(`${event}: ${fields?.account}`),
  };
  await settleRestored({ dataDirectory, engine, mail, submissions, log, tell: () => {} });
  assert.deepEqual(told, [`a mailbox that was put back is damaged: ${damaged}`]);
  assert.equal(await isRestored(dataDirectory), false);
  assert.ok((await (await mail.account(sound)).folder('INBOX')).status.uidNext > 1_000_000);
  assert.equal((await (await mail.account(unused)).folder('INBOX')).status.uidNext, 1);
});

test('a store that refuses for another reason ends the start, and the next one begins anew', async (t) => {
  const dataDirectory = await putBack(t, ['a1']);
  const closed = await open(dataDirectory);
  const accounts: string[] = [];
  for await (const account of closed.engine.accountIds()) accounts.push(account);
  assert.deepEqual(accounts, ['a1']);
  await closed.engine.close();
  await assert.rejects(settleRestored({ dataDirectory, ...closed, log: silentLog, tell: () => {} }));
  await access(join(dataDirectory, 'restored'));
  const { engine, mail, submissions } = await open(dataDirectory);
  t.after(() => engine.close());
  await settleRestored({ dataDirectory, engine, mail, submissions, log: silentLog, tell: () => {} });
  assert.equal(await isRestored(dataDirectory), false);
  assert.ok((await (await mail.account('a1')).folder('INBOX')).status.uidNext > 1_000_000);
});

test('a state of submissions from before data were put back is not understood any more (RFC 8620 §5.2)', async (t) => {
  const dataDirectory = await putBack(t, ['a1']);
  const { engine, mail, submissions } = await open(dataDirectory);
  t.after(() => engine.close());
  const address = { email: 'a@example.test', parameters: null };
  const submit = (id: string) =>
    submissions.add(
      {
        id,
        mailbox: 'a1',
        identityId: 'I',
        emailId: 'M1',
        threadId: 'T1',
        messageId: null,
        envelope: { mailFrom: address, rcptTo: [address] },
        sendAt: 0,
        undoStatus: 'final',
        statuses: [],
      },
      null,
    );
  await submit('kept');
  const before = await submissions.state('a1');
  assert.deepEqual((await submissions.changesSince('a1', before))?.created, []);
  await settleRestored({ dataDirectory, engine, mail, submissions, log: silentLog, tell: () => {} });
  assert.equal(await submissions.changesSince('a1', before), null);
  await submit('new');
  assert.equal(await submissions.changesSince('a1', before), null);
  assert.deepEqual((await submissions.changesSince('a1', 0))?.created, ['kept', 'new']);
});
