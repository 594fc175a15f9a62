import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { HttpCmdletHost, nodeFileAccess, runCommand } from '@relais/shell';
import { startServer, type TestServer } from '../support/server.ts';

async function shell(server: TestServer, folder: string, text: string): Promise<{ out: string; code: number }> {
  let out = '';
  const code = await runCommand({
    host: new HttpCmdletHost({ socketPath: server.running.socketPath }),
    files: nodeFileAccess(folder),
    text,
    stdout: (chunk) => void (out += chunk),
    stderr: (chunk) => void (out += chunk),
  });
  return { out: out.trim(), code };
}

test('a configuration goes into a file and from there into another server; again, nothing changes', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'relais-configuration-'));
  t.after(() => rm(folder, { recursive: true }));
  const first = await startServer(t);
  const second = await startServer(t);
  const made = await shell(
    first,
    folder,
    `Set-PopSettings -MaxConnectionsPerUser 7 -AuthenticatedConnectionTimeout 00:10:00
     Set-TransportService -MessageExpirationTimeout 1.00:00:00 -MaxOutboundConnections unlimited
     Limit-EventLog Application -MaximumSize 1GB -RetentionDays 90
     New-AcceptedDomain -Name Contoso -DomainName contoso.com | Out-Null
     New-ReceiveConnector -Name Printers -Usage Custom -Bindings 127.0.0.1:9925 -Enabled $false -RemoteIPRanges 10.0.0.0/24 -PermissionGroups AnonymousUsers -MaxMessageSize 5MB | Out-Null
     New-SendConnector -Name Internet -AddressSpaces 'SMTP:*;1' | Out-Null
     # Bindings are the one thing that two servers on one machine cannot share.
     $c = (Export-RelaisConfiguration).Json | ConvertFrom-Json
     foreach ($n in 'ImapSettings','PopSettings') { foreach ($p in 'SSLBindings','UnencryptedOrTLSBindings','InternalConnectionSettings') { $c.settings.$n.PSObject.Properties.Remove($p) } }
     $c.objects.ReceiveConnector = @($c.objects.ReceiveConnector | Where-Object { $_.Name -eq 'Printers' })
     ConvertTo-Json $c -Depth 8 | Set-Content c.json`,
  );
  assert.equal(made.code, 0, made.out);
  assert.doesNotMatch(
    (await shell(first, folder, 'Get-Content c.json -Raw')).out,
    /PRIVATE|AuthenticationCredential|PasswordHash/,
  );
  const shown = await shell(second, folder, 'Import-RelaisConfiguration (Get-Content c.json -Raw) -WhatIf');
  assert.match(shown.out, /Set-PopSettings PopSettings: .*MaxConnectionsPerUser = 7/);
  assert.match(shown.out, /New-ReceiveConnector Printers/);
  assert.match(shown.out, /Limit-EventLog EventLog: MaximumSize = .*; RetentionDays = 90/);
  assert.equal((await shell(second, folder, '(Get-PopSettings).MaxConnectionsPerUser')).out, '16');
  const imported = await shell(
    second,
    folder,
    "Import-RelaisConfiguration (Get-Content c.json -Raw) -WarningAction SilentlyContinue | ? { $_.Result -ne 'Done' } | Format-List",
  );
  assert.equal(imported.out, '');
  const looks = await shell(
    second,
    folder,
    '(Get-PopSettings).MaxConnectionsPerUser; (Get-TransportService).MaxOutboundConnections; (Get-AcceptedDomain contoso.com).Name; (Get-ReceiveConnector Printers).MaxMessageSize.ToString(); (Get-ReceiveConnector Printers).RemoteIPRanges; (Get-SendConnector Internet).AddressSpaces; (Get-EventLog -List).MaximumKilobytes; (Get-EventLog -List).MinimumRetentionDays',
  );
  assert.deepEqual(looks.out.split('\n'), [
    '7',
    'Unlimited',
    'Contoso',
    '5 MB (5,242,880 bytes)',
    '10.0.0.0/24',
    'SMTP:*;1',
    '1048576',
    '90',
  ]);
  assert.match(
    (await shell(second, folder, 'Import-RelaisConfiguration (Get-Content c.json -Raw)')).out,
    /as the text says already/,
  );
  assert.match(
    (await shell(second, folder, 'Search-AdminAuditLog -Cmdlets New-ReceiveConnector | % ObjectModified')).out,
    /Printers/,
  );
});

test('with recipients, a new server becomes as the first one: people, groups, permissions, rules, roles', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'relais-configuration-'));
  t.after(() => rm(folder, { recursive: true }));
  const first = await startServer(t);
  const second = await startServer(t);
  const made = await shell(
    first,
    folder,
    `$p = ConvertTo-SecureString 'One-two-3!' -AsPlainText -Force
     New-Mailbox -Name 'Carla Cruz' -Alias carla -UserPrincipalName carla@example.test -Password $p | Out-Null
     New-Mailbox -Name Sales -Shared | Out-Null
     Set-Mailbox carla -EmailAddresses SMTP:carla@example.test,smtp:cc@example.test -ProhibitSendQuota 1GB -ForwardingAddress bob -DeliverToMailboxAndForward $true
     Set-Mailbox Sales -GrantSendOnBehalfTo carla
     Set-CASMailbox carla -PopEnabled $false
     Set-MailboxRegionalConfiguration carla -Language fr-FR
     Set-MailboxAutoReplyConfiguration carla -AutoReplyState Enabled -InternalMessage Away -ExternalMessage Away
     New-MailContact -Name Partner -ExternalEmailAddress partner@elsewhere.example | Out-Null
     New-DistributionGroup -Name Team -Members carla,Partner -RequireSenderAuthenticationEnabled $false | Out-Null
     New-DistributionGroup -Name All -Members Team,bob | Out-Null
     Add-MailboxPermission Sales -User carla -AccessRights FullAccess | Out-Null
     Add-RecipientPermission Sales -Trustee Team -AccessRights SendAs -Confirm:$false | Out-Null
     Add-MailboxFolderPermission 'carla:\\Inbox' -User bob -AccessRights Reviewer | Out-Null
     New-InboxRule -Mailbox carla -Name Bills -SubjectContainsWords Invoice,Bill -MarkAsRead $true | Out-Null
     New-ManagementRole 'Quota desk' -Parent 'Mail Recipients' -EnabledCmdlets Get-Mailbox,Set-Mailbox | Out-Null
     Set-ManagementRoleEntry 'Quota desk\\Set-Mailbox' -Parameters Identity,ProhibitSendQuota
     New-RoleGroup Desk -Roles 'Quota desk' -Members carla | Out-Null
     New-ManagementRoleAssignment -Name 'Desk sees servers' -Role 'View-Only Configuration' -SecurityGroup Desk | Out-Null
     $c = (Export-RelaisConfiguration -IncludeRecipients).Json | ConvertFrom-Json
     $c.settings = @{}; $c.objects.ReceiveConnector = @()
     ConvertTo-Json $c -Depth 9 | Set-Content c.json`,
  );
  assert.equal(made.code, 0, made.out);
  const what = await shell(second, folder, 'Import-RelaisConfiguration (Get-Content c.json -Raw) -WhatIf');
  assert.match(what.out, /New-Mailbox Carla Cruz/);
  assert.match(what.out, /Add-MailboxFolderPermission/);
  // Without a password people's mailboxes cannot be made; it says so, and goes on.
  const bare = await shell(
    second,
    folder,
    "Import-RelaisConfiguration (Get-Content c.json -Raw) | ? Result -eq Failed | % { $_.Cmdlet + ': ' + $_.Error }",
  );
  assert.match(bare.out, /^New-Mailbox: .*Password/m);
  const rest = await shell(
    second,
    folder,
    `$p = ConvertTo-SecureString 'Four-five-6!' -AsPlainText -Force
     Import-RelaisConfiguration (Get-Content c.json -Raw) -Password $p | ? Result -ne Done | fl`,
  );
  assert.equal(rest.out, '');
  // Exported again, both say the same, but for who and when.
  const again = await shell(
    second,
    folder,
    `Import-RelaisConfiguration (Get-Content c.json -Raw)
     (Get-Mailbox carla).ForwardingAddress; (Get-CASMailbox carla).PopEnabled; (Get-DistributionGroupMember All | % Name | sort) -join ','
     (Get-MailboxFolderPermission 'carla:\\Inbox' -User bob).AccessRights; (Get-InboxRule -Mailbox carla).SubjectContainsWords -join ','
     ((Get-ManagementRoleEntry 'Quota desk\\Set-Mailbox').Parameters | sort) -join ','; (Get-RoleGroupMember Desk).Alias; ((Get-RoleGroup Desk).AssignedRoles | sort) -join ','`,
  );
  assert.match(again.out, /as the text says already/);
  assert.deepEqual(again.out.split('\n').slice(-8), [
    'Bob Durand',
    'False',
    'Bob Durand,Team',
    'Reviewer',
    'Invoice,Bill',
    'Identity,ProhibitSendQuota',
    'carla',
    'Quota desk,View-Only Configuration',
  ]);
});

test('a text that is no configuration is refused whole', async (t) => {
  const server = await startServer(t);
  const folder = tmpdir();
  for (const text of ['nothing', '{}', '{"version":1,"settings":{"PopSettings":3},"objects":{}}', '[]'])
    assert.match(
      (await shell(server, folder, `Import-RelaisConfiguration '${text}'`)).out,
      /The text is no configuration/,
      text,
    );
});

test('Set-AdminAuditLogConfig says what is written down; its own changes always are', async (t) => {
  const server = await startServer(t);
  const said = await shell(
    server,
    tmpdir(),
    `Set-AdminAuditLogConfig -AdminAuditLogExcludedCmdlets Set-Pop* -LogLevel None
     Set-PopSettings -MaxConnectionsPerUser 8 -WarningAction SilentlyContinue
     Set-ImapSettings -MaxConnectionsPerUser 8 -WarningAction SilentlyContinue
     Set-AdminAuditLogConfig -AdminAuditLogEnabled $false
     Set-ImapSettings -MaxConnectionsPerUser 9 -WarningAction SilentlyContinue
     Search-AdminAuditLog | Sort-Object RunDate | % { "$($_.CmdletName) $($_.ModifiedProperties.Count)" }`,
  );
  assert.deepEqual(
    said.out
      .split('\n')
      .map((line) => line.split(' ')[0])
      .toSorted(),
    ['Set-AdminAuditLogConfig', 'Set-AdminAuditLogConfig', 'Set-ImapSettings'],
  );
  assert.match(said.out, /Set-ImapSettings 0/);
});

test('Get-HealthReport has a line for each health set, and says which one is not well', async (t) => {
  const server = await startServer(t);
  await shell(server, tmpdir(), 'Stop-Service MSExchangePop3');
  const { out } = await shell(server, tmpdir(), "Get-HealthReport | ? { $_.AlertValue -ne 'Healthy' } | % HealthSet");
  assert.equal(out, 'POP.Protocol');
});
