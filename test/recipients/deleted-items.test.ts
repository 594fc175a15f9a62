import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { JmapTestClient } from '../../server/src/http/jmap/fixtures/jmap-client.ts';
import { askHttps } from '../sign-in/https-client.ts';
import { LineClient } from '../support/line-client.ts';
import { endingOfThisFile } from '../support/ending-of-file.ts';
import { startServer, type TestServer, type TestUser } from '../support/server.ts';
import { folderOf, person, send } from './people.ts';

// What was deleted for good: how long it is kept, and who brings it back.
let server: TestServer;
const ending = endingOfThisFile();

before(async () => {
  server = await startServer(ending, { manualClock: true });
  await run('Get-ReceiveConnector | Set-ReceiveConnector -TarpitInterval 00:00:00');
});

async function run(text: string): Promise<string> {
  const { stdout, stderr, exitCode } = await server.shell(text);
  assert.equal(exitCode, 0, `${text}: ${stderr}`);
  return stdout;
}

/** Sends its owner messages of these subjects. */
async function receive(user: TestUser, ...subjects: readonly string[]): Promise<void> {
  for (const subject of subjects)
    assert.match(await send(server, null, 'w@elsewhere.test', [user.address], `Subject: ${subject}\r\n\r\nx`), /^250/);
}

async function imap(user: TestUser): Promise<LineClient> {
  const client = await LineClient.connect(server.ports.imaps, { tls: true });
  await client.line();
  await client.command('a', `LOGIN ${user.address} ${user.password}`);
  return client;
}

test('what a client expunges is kept for DeletedItemRetention, longer on hold, and then goes by the clock', async () => {
  const nina = await person(server, 'nina');
  const expunge = async (): Promise<string> => {
    await receive(nina, 'kept');
    await folderOf(server, 'nina', 'INBOX', 1);
    const client = await imap(nina);
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
  // Its own quota counts once those of the database don't.
  const { stderr } = await server.shell('Set-Mailbox nina -RecoverableItemsQuota 10');
  assert.match(stderr, /counts with -UseDatabaseQuotaDefaults \$false/);
  await run('Set-Mailbox nina -UseDatabaseQuotaDefaults $false');
  assert.match(await expunge(), /d NO \[OVERQUOTA\]/);
  await run('Set-Mailbox nina -LitigationHoldEnabled $false -UseDatabaseQuotaDefaults $true');
  assert.equal(await count(), 1);
  // Beyond the warning quota the event log says so, once.
  const warnings =
    'Get-EventLog Application -Source MSExchangeIS | ? { $_.Message -like "*recoverable-items-warning*" }';
  const size = /([\d,]+) bytes/.exec(await run('(Get-MailboxStatistics nina).TotalDeletedItemSize'))?.[1] ?? '';
  await run(
    `Set-MailboxDatabase "Mailbox Database" -RecoverableItemsWarningQuota ${Number(size.replaceAll(',', '')) + 1}`,
  );
  assert.match(await expunge(), /d OK/);
  assert.match(await expunge(), /d OK/);
  assert.equal((await run(`(${warnings}).EntryType`)).trim(), 'Warning');
  await run('Set-MailboxDatabase "Mailbox Database" -RecoverableItemsWarningQuota 20GB');
  assert.deepEqual(
    (
      await run(
        'Get-MailboxFolderStatistics nina -FolderScope RecoverableItems | % { "$($_.FolderPath) $($_.FolderType) $($_.ItemsInFolder) $($_.ItemsInFolderAndSubfolders)" }',
      )
    )
      .trim()
      .split('\n'),
    [
      '/Recoverable Items RecoverableItemsRoot 0 3',
      '/Deletions RecoverableItemsDeletions 3 3',
      '/Purges RecoverableItemsPurges 0 0',
    ],
  );
  await run(
    'Set-Mailbox nina -LitigationHoldOwner "Legal" -RetentionComment "Case 7" -RetentionUrl https://hold.example/',
  );
  assert.match(await run('Get-Mailbox nina | Format-List *Owner,Retention*'), /: Legal[^]*: Case 7[^]*https:\/\/hold/);
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
  await receive(omar, 'one', 'two', 'three', 'four');
  await folderOf(server, 'omar', 'INBOX', 4);
  const client = await imap(omar);
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

/** What a page of webmail asks, signed in as this user. */
async function pageOf(user: TestUser) {
  const { text, cookie } = await askHttps(
    server.ports.https,
    'POST',
    '/api/sign-in',
    {},
    {
      userName: user.address,
      password: user.password,
    },
  );
  const headers = { cookie, 'x-csrf-token': JSON.parse(text).csrfToken as string };
  return async (method: string, path: string, body?: object) => {
    const answer = await askHttps(server.ports.https, method, `/api/recoverable-items${path}`, headers, body);
    return { status: answer.status, ...JSON.parse(answer.text) };
  };
}

test('users recover and purge what they deleted for good, of their own mailbox and of one that is wholly theirs to use', async () => {
  const paul = await person(server, 'paul');
  const team = await person(server, 'team');
  await receive(paul, 'first', 'second', 'third');
  await folderOf(server, 'paul', 'INBOX', 3);
  const client = await imap(paul);
  for (const command of ['SELECT INBOX', String.raw`STORE 1:* +FLAGS.SILENT (\Deleted)`, 'EXPUNGE', 'CREATE Found'])
    await client.command('b', command);
  const ask = await pageOf(paul);
  const all = await ask('GET', '');
  assert.deepEqual([all.status, all.total, all.next, all.keptDays, all.keepsPurged], [200, 3, null, 14, false]);
  assert.deepEqual(
    all.items.map((item: { subject: string; folder: string }) => [item.subject, item.folder]),
    ['third', 'second', 'first'].map((subject) => [subject, 'INBOX']),
  );
  assert.equal((await ask('GET', '?text=SECO')).items[0].subject, 'second');
  const [third, second, first] = all.items.map(({ id }: { id: string }) => id);
  const { mailboxId } = await (await server.running.mail.account(paul.guid)).folder('Found');
  const back = await ask('POST', '/recover', { ids: [first, '9.9.9'], mailboxId });
  assert.deepEqual([back.status, back.recovered, back.missing, back.folders], [200, 1, ['9.9.9'], ['Found']]);
  assert.deepEqual((await ask('POST', '/recover', { ids: [second] })).folders, ['INBOX']);
  assert.equal((await ask('POST', '/purge', { ids: [third] })).purged, 1);
  assert.equal((await ask('GET', '')).total, 0);
  for (const [body, status] of [
    [{ ids: [] }, 400],
    [{ ids: 'x' }, 400],
    [{ ids: Array.from({ length: 501 }, () => '1.1.1') }, 400],
    [{ ids: ['1.1.1'], mailboxId: 7 }, 400],
    [{ ids: ['1.1.1'], mailboxId: 'F99999' }, 404],
    [{ ids: ['1.1.1'], account: team.guid }, 403],
  ] as const)
    assert.equal((await ask('POST', '/recover', body)).status, status, JSON.stringify(body));
  // A right in one folder is not enough: what was deleted was in any.
  await run('Add-MailboxFolderPermission team:\\Inbox -User paul -AccessRights Owner');
  assert.equal((await ask('GET', `?account=${team.guid}`)).status, 403);
  await run('Add-MailboxPermission team -User paul -AccessRights FullAccess');
  assert.equal((await ask('GET', `?account=${team.guid}`)).total, 0);
  // Beyond the quota nothing is recovered, and nothing of it is lost.
  for (const command of ['SELECT INBOX', String.raw`STORE 1:* +FLAGS.SILENT (\Deleted)`, 'EXPUNGE'])
    await client.command('c', command);
  client.close();
  await run('Set-Mailbox paul -ProhibitSendReceiveQuota 200');
  const [left] = (await ask('GET', '')).items;
  assert.equal((await ask('POST', '/recover', { ids: [left.id] })).status, 409);
  assert.equal((await ask('GET', '')).total, 1);
});

test('what IMAP, POP3 and JMAP delete comes back as it was: bytes, flags, keywords, date and EMAILID', async () => {
  const rosa = await person(server, 'rosa');
  await receive(rosa, 'by IMAP', 'by JMAP', 'by POP3');
  const texts = await folderOf(server, 'rosa', 'INBOX', 3);
  const client = await imap(rosa);
  const says = async (command: string): Promise<string> => {
    const lines = (await client.command('b', command)).join('\n');
    assert.match(lines, /^b OK/m, command);
    return lines;
  };
  const facts = async (): Promise<readonly string[]> =>
    [...(await says('FETCH 1:* (INTERNALDATE EMAILID FLAGS)')).matchAll(/FETCH (\(.*\))\r?$/gm)]
      .map(([, line = '']) => line.replace(String.raw`\Recent `, '').replace(String.raw` \Recent`, ''))
      .sort();
  await says('SELECT INBOX');
  await says(String.raw`STORE 1:* +FLAGS.SILENT (\Flagged $todo)`);
  const before = await facts();
  await says(String.raw`STORE 1 +FLAGS.SILENT (\Deleted)`);
  await says('EXPUNGE');
  const jmap = await JmapTestClient.open(server, rosa);
  const [[, { ids }]] = await jmap.call(['Email/query', { filter: { subject: 'by JMAP' } }, 'q']);
  const [[, { destroyed }]] = await jmap.call(['Email/set', { destroy: ids }, 's']);
  assert.equal(destroyed.length, 1);
  const pop = await LineClient.connect(server.ports.pop3s, { tls: true });
  await pop.line();
  for (const command of [`USER ${rosa.address}`, `PASS ${rosa.password}`, 'DELE 1', 'QUIT']) {
    pop.send(`${command}\r\n`);
    assert.match((await pop.line()) ?? '', /^\+OK/, command);
  }
  pop.close();
  const ask = await pageOf(rosa);
  const { items } = await ask('GET', '');
  assert.deepEqual(
    items.map(({ subject }: { subject: string }) => subject),
    ['by POP3', 'by JMAP', 'by IMAP'],
  );
  assert.match(await says('STATUS INBOX (MESSAGES)'), /MESSAGES 0\b/);
  assert.equal((await ask('POST', '/recover', { ids: items.map(({ id }: { id: string }) => id) })).recovered, 3);
  assert.deepEqual([...(await folderOf(server, 'rosa', 'INBOX', 3))].sort(), [...texts].sort());
  await says('NOOP');
  assert.equal(before.length, 3);
  assert.deepEqual(await facts(), before);
  client.close();
});

test('what moves to another mailbox and back leaves nothing to recover in either (RFC 6851)', async () => {
  const [pia, quinn] = [await person(server, 'pia'), await person(server, 'quinn')];
  await receive(quinn, 'goes round');
  await folderOf(server, 'quinn', 'INBOX', 1);
  const [owner, client] = [await imap(pia), await imap(quinn)];
  const says = async (who: LineClient, command: string): Promise<void> =>
    assert.match((await who.command('b', command)).join('\n'), /^b OK/m, command);
  await says(owner, `SETACL INBOX ${quinn.address} lrswite`);
  const hers = `"Other Users/${pia.address}/INBOX"`;
  for (const command of ['SELECT INBOX', `MOVE 1 ${hers}`, `SELECT ${hers}`, 'MOVE 1 INBOX'])
    await says(client, command);
  for (const one of [owner, client]) one.close();
  await folderOf(server, 'quinn', 'INBOX', 1);
  const counts = await run('"pia","quinn" | % { (Get-MailboxStatistics $_).DeletedItemCount }');
  assert.deepEqual(counts.trim().split(/\s+/), ['0', '0']);
});
