import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../platform/clock/manual-clock.ts';
import { silentLog } from '../../platform/log/silent-log.ts';
import { memoryScope } from '../directory/memory-scope.fixture.ts';
import { auditMigrations } from './audit-migrations.ts';
import type { MailboxAccess } from './mailbox-audit.ts';
import { openMailboxAudit } from './open-mailbox-audit.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const move = (mailbox: string, subject: string): MailboxAccess => ({
  mailbox,
  logonType: 'Delegate',
  operation: 'Move',
  succeeded: true,
  user: 'bob@example.test',
  userGuid: null,
  protocol: 'IMAP4',
  clientAddress: '192.0.2.1',
  client: null,
  folder: '\\INBOX',
  targetFolder: '\\Archive',
  subjects: [subject],
  items: 1,
  detail: null,
});

/** Those of `desk` are kept for 90 days, all others for 10. */
function opened() {
  const scope = memoryScope(auditMigrations);
  const clock = new ManualClock();
  const keptForMs = (mailbox: string): number => (mailbox === 'desk' ? 90 : 10) * dayMs;
  const audit = openMailboxAudit({ scope, clock, log: silentLog, keptForMs });
  const rows = (mailbox: string): Promise<number> =>
    scope.read(async (reader) => {
      const found = await reader.get<{ count: number }>(
        'SELECT count(*) AS count FROM mailbox_audit WHERE mailbox = ?',
        mailbox,
      );
      return Number(found?.count ?? 0);
    });
  return { audit, clock, scope, rows };
}

test('what is older than a mailbox keeps is taken from the disk within the hour, of that mailbox alone', async () => {
  const { audit, clock, rows } = opened();
  for (const mailbox of ['desk', 'other']) audit.record(move(mailbox, 'old'));
  await audit.flush();
  clock.advance(11 * dayMs);
  audit.record(move('other', 'new'));
  await audit.flush();
  assert.deepEqual([await rows('desk'), await rows('other')], [1, 1]);
  const [left] = await audit.search({ mailboxes: ['other'], limit: null });
  assert.deepEqual(left?.subjects, ['new']);
});

test('a mailbox keeps its newest 100,000 entries', async () => {
  const { audit, clock, scope, rows } = opened();
  await scope.write((writer) =>
    writer.run(
      `INSERT INTO mailbox_audit (mailbox, at, logon_type, operation, record)
       WITH RECURSIVE entry (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM entry WHERE number < 100002)
       SELECT 'desk', ?, 'Delegate', 'Move', '{}' FROM entry`,
      clock.now(),
    ),
  );
  audit.record(move('desk', 'the newest'));
  await audit.flush();
  assert.equal(await rows('desk'), 100_000);
  const [newest] = await audit.search({ limit: 1 });
  assert.deepEqual(newest?.subjects, ['the newest']);
});

test('what cannot be written waits, and is written in its order once it can', async () => {
  const { audit, scope } = opened();
  const rename = (from: string, to: string): Promise<unknown> =>
    scope.write((writer) => writer.run(`ALTER TABLE ${from} RENAME TO ${to}`));
  await rename('mailbox_audit', 'away');
  audit.record(move('desk', 'one'));
  await assert.rejects(audit.flush());
  audit.record(move('desk', 'two'));
  await rename('away', 'mailbox_audit');
  const found = await audit.search({ limit: null });
  assert.deepEqual(
    found.map(({ subjects }) => subjects),
    [['two'], ['one']],
  );
});
