import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { JmapTestClient } from '../../server/src/http/jmap/fixtures/jmap-client.ts';
import { LineClient } from '../support/line-client.ts';
import { endingOfThisFile } from '../support/ending-of-file.ts';
import { startServer, type TestServer, type TestUser } from '../support/server.ts';
import { folderOf, person, send } from './people.ts';

// Quotas of Set-MailboxDatabase, as mailboxes without their own meet them.
let server: TestServer;
const ending = endingOfThisFile();
const big = `Subject: big\r\n\r\n${'x'.repeat(60)}\r\n${`${'y'.repeat(70)}\r\n`.repeat(300)}`;

before(async () => {
  server = await startServer(ending, { manualClock: true });
  await run('Get-ReceiveConnector | Set-ReceiveConnector -TarpitInterval 00:00:00');
});

async function run(text: string): Promise<string> {
  const { stdout, stderr, exitCode } = await server.shell(text);
  assert.equal(exitCode, 0, `${text}: ${stderr}`);
  return stdout;
}

async function quotaLine(user: TestUser): Promise<string> {
  const client = await LineClient.connect(server.ports.imaps, { tls: true });
  await client.line();
  await client.command('a', `LOGIN ${user.address} ${user.password}`);
  const lines = await client.command('b', 'GETQUOTA ""');
  client.close();
  return lines.join('\n');
}

const write = (to: string): Promise<string> => send(server, null, 'w@elsewhere.test', [`${to}@example.test`], big);

test('the quotas of the database hold for mailboxes without their own, at once and everywhere', async () => {
  const yves = await person(server, 'yves');
  assert.match(await write('yves'), /^250/);
  assert.doesNotMatch(await quotaLine(yves), /STORAGE/);
  await run(
    'Set-MailboxDatabase "Mailbox Database" -IssueWarningQuota 1KB -ProhibitSendQuota 10KB -ProhibitSendReceiveQuota 40KB',
  );
  assert.match(await quotaLine(yves), /STORAGE 2\d 40\b/);
  const jmap = await JmapTestClient.open(server, yves);
  const [[, quota]] = await jmap.call(['Quota/get', {}, 'q']);
  assert.deepEqual(
    [quota.list[0].warnLimit, quota.list[0].softLimit, quota.list[0].hardLimit],
    [1_024, 10_240, 40_960],
  );
  // Above ProhibitSendQuota nothing is sent; above ProhibitSendReceiveQuota nothing comes in.
  assert.match(await send(server, yves, yves.address, ['bob@example.test'], 'Subject: x\r\n\r\nx'), /^550 5\.2\.2/);
  assert.match(await write('yves'), /^452 4\.2\.2/);
  assert.match(await run('(Get-MailboxStatistics yves).StorageLimitStatus'), /^ProhibitSend/);
  assert.match(await run('Get-MailboxStatistics yves | % DatabaseProhibitSendReceiveQuota'), /^40 KB/);
  await run('Set-MailboxDatabase "Mailbox Database" -ProhibitSendReceiveQuota 50KB');
  assert.match(await write('yves'), /^250/);
  const warned = (await folderOf(server, 'yves', 'INBOX', 3)).join('\n');
  assert.match(warned, /Subject: Your mailbox is almost full/);
  // Of quotas this small nobody is told "0.00 MB".
  assert.match(warned, /holds 0\.0[1-9]\d\d MB; the limit for this warning is 0\.0010 MB/);
});

test('a mailbox with its own quotas, or without any by order, is not concerned', async () => {
  await person(server, 'zoe');
  const anna = await person(server, 'anna');
  await run('Set-Mailbox zoe -ProhibitSendReceiveQuota 1MB');
  await run('Set-Mailbox anna -UseDatabaseQuotaDefaults $false');
  assert.match(await run('Get-Mailbox zoe | % UseDatabaseQuotaDefaults'), /^False/);
  for (const to of ['zoe', 'zoe', 'zoe', 'anna', 'anna', 'anna']) assert.match(await write(to), /^250/);
  assert.doesNotMatch(await quotaLine(anna), /STORAGE/);
  await run('Set-Mailbox anna -UseDatabaseQuotaDefaults $true');
  assert.match(await write('anna'), /^452 4\.2\.2/);
  assert.match(await quotaLine(anna), /STORAGE \d+ 50\b/);
});

test('quotas stand in their order, and only the one database is meant', async () => {
  assert.match(
    (await server.shell('Set-MailboxDatabase "Mailbox Database" -ProhibitSendQuota 1GB')).stderr,
    /can't be larger than/,
  );
  assert.match((await server.shell('Set-MailboxDatabase DB02 -ProhibitSendQuota 1GB')).stderr, /couldn't be found/);
  assert.match(await run('Get-MailboxDatabase mail* | % Name'), /^Mailbox Database/);
});

test('what a client expunges is kept for DeletedItemRetention, longer on hold, and then goes by the clock', async () => {
  const nina = await person(server, 'nina');
  const expunge = async (): Promise<string> => {
    const letter = 'Subject: kept\r\n\r\nkept\r\n';
    assert.match(await send(server, null, 'w@elsewhere.test', ['nina@example.test'], letter), /^250/);
    await folderOf(server, 'nina', 'INBOX', 1);
    const client = await LineClient.connect(server.ports.imaps, { tls: true });
    await client.line();
    await client.command('a', `LOGIN ${nina.address} ${nina.password}`);
    await client.command('b', 'SELECT INBOX');
    await client.command('c', String.raw`STORE 1 +FLAGS.SILENT (\Deleted)`);
    const lines = await client.command('d', 'EXPUNGE');
    client.close();
    return lines.join('\n');
  };
  const count = async (): Promise<number> => Number(await run('(Get-MailboxStatistics nina).DeletedItemCount'));
  assert.match(await expunge(), /d OK/);
  assert.equal(await count(), 1);
  assert.match(await run('(Get-Mailbox nina).RetainDeletedItemsFor.Days'), /^14\b/);
  await run('Set-Mailbox nina -LitigationHoldEnabled $true -LitigationHoldDuration 365');
  assert.match(await run('Get-Mailbox nina | Format-List LitigationHold*'), /Enabled\s*: True[^]*365\.00:00:00/);
  // A hold lets nothing go: where there is no room for more, a deletion is refused.
  await run('Set-Mailbox nina -RecoverableItemsQuota 10');
  assert.match(await expunge(), /d NO \[OVERQUOTA\]/);
  await run('Set-Mailbox nina -LitigationHoldEnabled $false -RecoverableItemsQuota Unlimited');
  assert.equal(await count(), 1);
  await run('Set-Mailbox nina -RetainDeletedItemsFor 0');
  assert.match(await run('(Get-Mailbox nina).UseDatabaseRetentionDefaults'), /^False/);
  await run('Set-Mailbox nina -UseDatabaseRetentionDefaults $true');
  assert.match(await run('(Get-Mailbox nina).RetainDeletedItemsFor.Days'), /^14\b/);
  await run('Set-MailboxDatabase "Mailbox Database" -DeletedItemRetention 0');
  await server.advance(6 * 60 * 60 * 1000);
  while ((await count()) > 0) await new Promise((resolve) => setImmediate(resolve));
  await run('Set-MailboxDatabase "Mailbox Database" -DeletedItemRetention 14');
});

test('administrators see what was deleted and bring it back: from Deleted Items, deleted for good, and purged', async () => {
  const omar = await person(server, 'omar');
  const subjects = ['one', 'two', 'three', 'four'];
  for (const subject of subjects)
    assert.match(await send(server, null, 'w@elsewhere.test', [omar.address], `Subject: ${subject}\r\n\r\nx`), /^250/);
  await folderOf(server, 'omar', 'INBOX', 4);
  const client = await LineClient.connect(server.ports.imaps, { tls: true });
  await client.line();
  await client.command('a', `LOGIN ${omar.address} ${omar.password}`);
  for (const command of [
    'CREATE Plans',
    'SELECT INBOX',
    'MOVE 1:2 Plans',
    String.raw`STORE 1 +FLAGS.SILENT ($todo \Seen)`,
    'MOVE 2 "Deleted Items"',
    String.raw`STORE 1 +FLAGS.SILENT (\Deleted)`,
    'EXPUNGE',
    'DELETE Plans',
  ])
    assert.match((await client.command('b', command)).join('\n'), /^b OK/m, command);
  const shown = async (more: string): Promise<string> =>
    (
      await run(`Get-RecoverableItems omar ${more} | % { "$($_.Subject) $($_.SourceFolder) $($_.LastParentPath)" }`)
    ).trim();
  assert.equal(
    await shown(''),
    'four DeletedItems \ntwo RecoverableItems Plans\none RecoverableItems Plans\nthree RecoverableItems Inbox',
  );
  assert.equal(await shown('-SubjectContains TH'), 'three RecoverableItems Inbox');
  assert.equal(await shown('-SubjectContains o -FilterItemType IPM.Appointment'), '');
  assert.equal(await shown('-FilterEndTime (Get-Date).AddDays(-1)'), '');
  const limited = await server.shell('Get-RecoverableItems omar -ResultSize 2 | Measure-Object | % Count');
  assert.match(limited.stdout, /^2\b/);
  assert.match(limited.stderr + limited.stdout, /more results available/);
  // A folder that is gone comes back with its messages; those of Deleted Items go to the inbox.
  assert.match(await run('Restore-RecoverableItems omar -SourceFolder RecoverableItems -WhatIf'), /3 messages/);
  assert.equal((await shown('-SourceFolder RecoverableItems')).split('\n').length, 3);
  const restored = await run(
    'Get-RecoverableItems omar | Restore-RecoverableItems | % { "$($_.Subject) $($_.WasRestoredSuccessfully) $($_.RestoredToFolderPath)" }',
  );
  assert.equal(restored.trim(), 'four True Inbox\ntwo True Plans\none True Plans\nthree True Inbox');
  assert.equal(await shown(''), '');
  await client.command('c', 'SELECT INBOX');
  assert.match((await client.command('c', 'FETCH 1:* FLAGS')).join('\n'), /\(\\Seen (?:\\Recent )?\$todo\)/);
  assert.match((await client.command('c', 'STATUS Plans (MESSAGES)')).join('\n'), /MESSAGES 2\b/);
  // What he purges is an administrator's for as long as single item recovery keeps it.
  await run('Set-Mailbox omar -SingleItemRecoveryEnabled $true');
  for (const command of ['SELECT Plans', String.raw`STORE 1:2 +FLAGS.SILENT (\Deleted)`, 'EXPUNGE'])
    await client.command('d', command);
  client.close();
  const store = await server.running.mail.account(omar.guid);
  const { items } = await store.recoverableItems({}, { limit: 10 });
  await store.purgeItems(items.map(({ itemId }) => itemId));
  assert.match(await shown(''), /^one PurgedItems Plans\ntwo PurgedItems Plans$/);
  assert.match(
    await run('Restore-RecoverableItems omar -SubjectContains one -RestoreTargetFolder "\\Inbox\\Found" | Format-List'),
    /WasRestoredSuccessfully\s*: True\nRestoredToFolderPath\s*: Inbox\\Found/,
  );
  const [entry] = (await run('(Get-RecoverableItems omar).EntryID')).split('\n');
  await run(`Restore-RecoverableItems omar -EntryID ${entry} -NoOutput`);
  const gone = await server.shell(`Restore-RecoverableItems omar -EntryID ${entry}`);
  assert.match(gone.stderr, /no deleted message with the EntryID/);
  assert.match(
    await run('Search-AdminAuditLog -Cmdlets Restore-RecoverableItems | % { $_.ModifiedProperties } | Out-String'),
    /1: one/,
  );
});
