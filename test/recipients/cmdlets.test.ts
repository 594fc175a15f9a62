import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { LineClient } from '../support/line-client.ts';
import { endingOfThisFile } from '../support/ending-of-file.ts';
import { startServer, type TestServer, type TestUser } from '../support/server.ts';
import { folderOf, person, send } from './people.ts';

let server: TestServer;
const ending = endingOfThisFile();

before(async () => {
  server = await startServer(ending);
  await run('Get-ReceiveConnector | Set-ReceiveConnector -TarpitInterval 00:00:00');
  for (const alias of ['anna', 'bert']) await person(server, alias);
});

async function run(text: string): Promise<string> {
  const { stdout, stderr, exitCode } = await server.shell(text);
  assert.equal(exitCode, 0, `${text}: ${stderr}`);
  return stdout;
}

async function refused(text: string, words: RegExp): Promise<void> {
  const { stderr, exitCode } = await server.shell(text);
  assert.equal(exitCode, 1, text);
  assert.match(stderr, words);
}

/** What an IMAP command is answered, all lines. */
async function imap(user: TestUser, ...commands: readonly string[]): Promise<string> {
  const client = await LineClient.connect(server.ports.imaps, { tls: true });
  await client.line();
  let all = '';
  for (const command of [`LOGIN ${user.address} "${user.password}"`, ...commands]) {
    client.send(`t ${command}\r\n`);
    for (let line = await client.line(); line !== null; line = await client.line()) {
      all += `${line}\n`;
      if (line.startsWith('t ')) break;
    }
  }
  client.close();
  return all;
}

test('a group is made, filled, changed and removed, and whoever is meant twice is refused', async () => {
  assert.match(
    await run('New-DistributionGroup -Name Sales -Members anna,alice'),
    /Sales +Sales +Universal +sales@example\.test/i,
  );
  await run('Add-DistributionGroupMember Sales -Member bert@example.test');
  await refused('Add-DistributionGroupMember Sales -Member bert', /already a member/);
  await refused('Add-DistributionGroupMember Sales -Member nobody', /couldn't be found/);
  await run('Remove-DistributionGroupMember Sales -Member alice -Confirm:$false');
  const members = await run('Get-DistributionGroupMember Sales | Format-Table Name,RecipientType');
  assert.match(members, /anna +UserMailbox[\s\S]*bert +UserMailbox/);
  assert.doesNotMatch(members, /alice/i);
  assert.match(
    await run('Remove-DistributionGroup Sales -WhatIf'),
    /What if: Removing distribution group "Sales" with 2 members/,
  );
  await run(
    'Set-DistributionGroup Sales -RequireSenderAuthenticationEnabled $false -EmailAddresses @{Add="verkauf@example.test"}',
  );
  assert.match(
    await send(server, null, 'x@faraway.test', ['verkauf@example.test'], 'Subject: offer\r\n\r\nhi'),
    /^250/,
  );
  assert.equal((await folderOf(server, 'bert', 'INBOX', 1)).length, 1);
  await refused('Set-DistributionGroup Sales -ModerationEnabled $true', /not held for a moderator/);
  await run('New-MailContact -Name Partner -ExternalEmailAddress partner@elsewhere.test');
  assert.match(
    await run('Get-Recipient -Filter "RecipientType -ne \'UserMailbox\'"'),
    /Partner +MailContact[\s\S]*Sales +MailUniversalDistributionGroup/,
  );
  assert.match(
    await run('Get-MailContact -Anr part | Format-List ExternalEmailAddress'),
    /SMTP:partner@elsewhere\.test/,
  );
  await run('Remove-DistributionGroup Sales -Confirm:$false');
  await run('Remove-MailContact Partner -Confirm:$false');
  await refused('Get-DistributionGroup Sales', /couldn't be found/);
});

test('who is added to a group or taken out of it at the same time as others is', async () => {
  await run('New-DistributionGroup -Name Crowd');
  const names = Array.from({ length: 12 }, (_, at) => `crowd${at}`);
  for (const name of names) await run(`New-MailContact -Name ${name} -ExternalEmailAddress ${name}@elsewhere.test`);
  const members = async (): Promise<string> =>
    (await run('Get-DistributionGroupMember Crowd | ForEach-Object { $_.Alias }'))
      .trim()
      .split(/\s+/)
      .toSorted()
      .join();
  await Promise.all(names.map((name) => run(`Add-DistributionGroupMember Crowd -Member ${name}`)));
  assert.equal(await members(), names.toSorted().join());
  const gone = names.slice(0, 6);
  await Promise.all(gone.map((name) => run(`Remove-DistributionGroupMember Crowd -Member ${name} -Confirm:$false`)));
  assert.equal(await members(), names.slice(6).toSorted().join());
});

test('the audit log says who came into a group and who went, however many are in it', async () => {
  await run('New-DistributionGroup -Name Fans -Members anna,bert');
  await run('Add-DistributionGroupMember Fans -Member alice');
  await run('Remove-DistributionGroupMember Fans -Member anna -Confirm:$false');
  await run('Update-DistributionGroupMember Fans -Members anna,alice -Confirm:$false');
  const log = await run(
    `Search-AdminAuditLog -ObjectIds Fans | Sort-Object RunDate |
       ForEach-Object { $name = $_.CmdletName; $_.ModifiedProperties | ForEach-Object { "$name $($_.Name) $($_.OldValue) $($_.NewValue)" } }`,
  );
  assert.deepEqual(log.trim().split(/\r?\n/).slice(-3), [
    'Add-DistributionGroupMember Members null ["Alice Martin"]',
    'Remove-DistributionGroupMember Members ["anna"] null',
    'Update-DistributionGroupMember Members ["bert"] ["anna"]',
  ]);
});

test('FullAccess opens a shared mailbox over IMAP, to a person and to a group, until it is taken away', async () => {
  const anna = { address: 'anna@example.test', password: server.users.alice.password };
  await run('New-Mailbox -Name Office -Shared');
  await send(server, null, 'x@faraway.test', ['office@example.test'], 'Subject: for the office\r\n\r\nhi');
  const office = async (): Promise<string> => {
    const list = await imap(anna, 'LIST "" "*"');
    return [...list.matchAll(/"?([^"\n]*office[^"\n]*)"?\n/gi)].map(([, name]) => name).join('\n');
  };
  assert.equal(await office(), '');
  await run('Add-MailboxPermission office -User anna -AccessRights FullAccess -InheritanceType All');
  assert.match(await office(), /office/i);
  assert.match(await run('Get-MailboxPermission office'), /anna@example\.test +\{?FullAccess/);
  await run('Remove-MailboxPermission office -User anna -AccessRights FullAccess -Confirm:$false');
  assert.equal(await office(), '');
  await run('New-DistributionGroup -Name Team -Type Security -Members anna');
  await run('Add-MailboxPermission office -User Team -AccessRights FullAccess');
  assert.match(await office(), /office/i);
  await run('Remove-DistributionGroupMember Team -Member anna -Confirm:$false');
  assert.equal(await office(), '');
});

test('folder permissions by role are what IMAP tells the other user, and Exchange’s refusals', async () => {
  const { alice } = server.users;
  const bert = { address: 'bert@example.test', password: alice.password };
  const id = server.running.directory.findMailbox('anna')?.guid ?? '';
  await (await server.running.mail.account(id)).createFolder('Plans');
  await run("Add-MailboxFolderPermission 'anna:\\Plans' -User bert -AccessRights Reviewer");
  await refused(
    "Add-MailboxFolderPermission 'anna:\\Plans' -User bert -AccessRights Editor",
    /existing permission entry/,
  );
  const listed = await imap(bert, 'LIST "" "*Plans"');
  const name = /LIST \([^)]*\) "[^"]*" "?([^"\n]+?)"?\n/.exec(listed)?.[1] ?? '';
  assert.match(name, /anna.*Plans/i, listed);
  assert.match(await imap(bert, `MYRIGHTS "${name}"`), /MYRIGHTS .*\blr\b/);
  await run("Set-MailboxFolderPermission 'anna:\\Plans' -User bert -AccessRights Editor");
  assert.match(
    await run("Get-MailboxFolderPermission 'anna:\\Plans'"),
    /Plans +Default +\{?None[\s\S]*bert +\{?Editor/,
  );
  // Exchange's columns; what scripts ask of the user; and the folders' French names.
  assert.match(
    await run("Get-MailboxFolderPermission 'anna:\\Plans'"),
    /FolderName +User +AccessRights +SharingPermissionFlags/,
  );
  assert.match(
    await run("Get-MailboxFolderPermission 'anna:\\Plans' | % { $_.User.DisplayName }"),
    /^Default\n.*bert/i,
  );
  assert.match(await run("(Get-MailboxFolderPermission 'anna:\\Boîte de réception').Identity"), /:\\Inbox$/m);
  await run("Remove-MailboxFolderPermission 'anna:\\Plans' -User bert -Confirm:$false");
  assert.doesNotMatch(await imap(bert, 'LIST "" "*Plans"'), /anna/i);
  await refused(
    "Set-MailboxFolderPermission 'anna:\\Plans' -User bert -AccessRights Editor",
    /no existing permission entry/,
  );
  await refused("Add-MailboxFolderPermission 'anna:\\Nowhere' -User bert -AccessRights Editor", /couldn't be found/);
});

test('SendAs and SendOnBehalf are given and taken, and a mailbox is disabled and enabled again with its mail', async () => {
  const { alice, bob } = server.users;
  const as = (from: string): Promise<string> => send(server, alice, from, [bob.address], `From: <${from}>\r\n\r\nhi`);
  assert.match(await as('bert@example.test'), /^550/);
  await run('Add-RecipientPermission bert -Trustee alice -AccessRights SendAs');
  assert.match(await as('bert@example.test'), /^250/);
  assert.match(await run('Get-RecipientPermission bert'), /alice@example\.test +Allow +\{?SendAs/);
  await run('Remove-RecipientPermission bert -Trustee alice -AccessRights SendAs -Confirm:$false');
  assert.match(await as('bert@example.test'), /^550/);
  // The line of Exchange's administrators.
  await run('Get-Mailbox bert | Add-ADPermission -User alice -AccessRights ExtendedRight -ExtendedRights "Send As"');
  assert.match(await as('bert@example.test'), /^250/);
  const shown = await run(
    'Get-Mailbox bert | Get-ADPermission | where {$_.ExtendedRights -like "*Send-As*" -and $_.User -notlike "NT AUTHORITY*"} | ForEach-Object {$_.User}',
  );
  assert.match(shown, /^alice@example\.test\s*$/);
  await refused('Add-ADPermission bert -User alice -ExtendedRights "Receive As"', /Add-MailboxPermission "bert"/);
  await run('New-SendConnector -Name Outwards -AddressSpaces rights.test');
  for (const cmdlet of ['Get-ADPermission Outwards', 'Add-ADPermission Outwards -User alice -ExtendedRights "Send As"'])
    await refused(cmdlet, /"Outwards" is a send connector, which has no rights here/);
  await refused('Add-ADPermission nobody -User alice -ExtendedRights "Send As"', /couldn't be found/);
  await run('Remove-ADPermission bert -User alice -ExtendedRights Send-As -Confirm:$false');
  assert.match(await as('bert@example.test'), /^550/);
  await run('Set-Mailbox bert -GrantSendOnBehalfTo @{Add="alice"}');
  assert.match(await as('bert@example.test'), /^250/);
  const before = (await folderOf(server, 'bert', 'INBOX', 1)).length;
  await run('Disable-Mailbox bert -Confirm:$false');
  assert.match(await send(server, null, 'x@faraway.test', ['bert@example.test'], 'x'), /^550 5\.1\.1/);
  await refused('Get-Mailbox bert', /couldn't be found/);
  // His account is still there, with all but what a mailbox's sign-in goes by.
  await refused('Set-User bert -UserPrincipalName other@example.test', /"bert" has no mailbox; Enable-Mailbox/);
  await run('Set-User bert -Title Gardener');
  assert.match(await run('Get-User bert | Format-List Title'), /Title\s*: Gardener/);
  await run('Enable-Mailbox bert');
  assert.equal((await folderOf(server, 'bert', 'INBOX', before)).length, before);
});

test('+tags and the catch-all of a domain are switched by cmdlet', async () => {
  const to = (address: string): Promise<string> =>
    send(server, null, 'x@faraway.test', [address], 'Subject: t\r\n\r\nx');
  assert.match(await to('anna+lists@example.test'), /^250/);
  await run('Set-OrganizationConfig -DisablePlusAddressInRecipients $true');
  assert.match(await run('Get-OrganizationConfig | Format-List Disable*'), /DisablePlusAddressInRecipients : True/);
  assert.match(await to('anna+lists@example.test'), /^550 5\.1\.1/);
  await run('Set-AcceptedDomain example.test -CatchAllRecipientID anna');
  assert.match(await to('anna+lists@example.test'), /^250/);
  await run('Set-AcceptedDomain example.test -CatchAllRecipientID $null');
  await run('Set-OrganizationConfig -DisablePlusAddressInRecipients $false');
  assert.match(await to('anna+lists@example.test'), /^250/);
});
