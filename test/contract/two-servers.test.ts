import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { signInSettings } from '../../server/src/services/authentication/sign-in-settings.ts';
import { imapSettings } from '../../server/src/protocols/imap/settings.ts';
import { LineClient } from '../support/line-client.ts';
import { endingOfThisFile } from '../support/ending-of-file.ts';
import { startPostgres } from '../support/postgres.ts';
import { startServer, type TestServer } from '../support/server.ts';

// Two whole servers on one database: what is done at CAS01 is so at CAS02, without a restart (docs/decisions/0033).

let first: TestServer;
let second: TestServer;
let databaseUrl: string;
const ending = endingOfThisFile();

before(async () => {
  const postgres = await startPostgres();
  ending.after(() => postgres.stop());
  databaseUrl = await postgres.newDatabase();
  first = await startServer(ending, { databaseUrl, serverName: 'CAS01' });
  second = await startServer(ending, { databaseUrl, serverName: 'CAS02' });
});

async function run(server: TestServer, line: string): Promise<string> {
  const { stdout, stderr, exitCode } = await server.shell(line);
  assert.equal(exitCode, 0, `${line}\n${stderr}`);
  return stdout;
}

/** Waits until the other node has heard of it; fails after a minute. */
async function untilSo(claim: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 60_000;
  while (!(await isSo())) {
    assert.ok(Date.now() < end, `not so after a minute: ${claim}`);
    await turn();
  }
}

async function imap(server: TestServer, user: string, password: string): Promise<{ ok: boolean; client: LineClient }> {
  const client = await LineClient.connect(server.ports.imaps, { tls: true });
  await client.line();
  const [reply = ''] = (await client.command('a', `LOGIN ${user} "${password}"`)).slice(-1);
  return { ok: reply.startsWith('a OK'), client };
}

async function signsIn(server: TestServer, user: string, password: string): Promise<boolean> {
  const { ok, client } = await imap(server, user, password);
  client.close();
  return ok;
}

const newMailbox = (name: string, password: string): string =>
  `New-Mailbox -Name ${name} -UserPrincipalName ${name}@example.test -Password (ConvertTo-SecureString '${password}' -AsPlainText -Force)`;

test('a mailbox made at one node signs in at the other; its password, its protocols and its end follow', async () => {
  await run(first, newMailbox('carla', 'one-Two-3'));
  const there = second.running.directory;
  await untilSo('carla is known', () => there.findMailbox('carla') !== null);
  assert.equal(await signsIn(second, 'carla@example.test', 'one-Two-3'), true);

  await run(
    first,
    `Set-Mailbox carla -Password (ConvertTo-SecureString 'four-Five-6' -AsPlainText -Force) -DisplayName 'Carla C.'`,
  );
  await untilSo('the display name', () => there.findMailbox('carla')?.displayName === 'Carla C.');
  assert.equal(await signsIn(second, 'carla@example.test', 'one-Two-3'), false);
  assert.equal(await signsIn(second, 'carla@example.test', 'four-Five-6'), true);

  await run(first, 'Set-CASMailbox carla -PopEnabled $false');
  await untilSo('POP is closed', () => there.findMailbox('carla')?.popEnabled === false);
  const pop = await LineClient.connect(second.ports.pop3s, { tls: true });
  await pop.line();
  pop.send('USER carla@example.test\r\nPASS four-Five-6\r\n');
  await pop.line();
  assert.match((await pop.line()) ?? '', /^-ERR/);
  pop.close();

  await run(first, 'Remove-Mailbox carla -Confirm:$false');
  await untilSo('carla is gone', () => there.findMailbox('carla') === null);
  assert.match((await second.shell('Get-Mailbox carla')).stderr, /couldn't be found/);
});

test('a mailbox made at one node and removed at the other is gone at the first, with its password', async () => {
  await run(first, newMailbox('elena', 'one-Two-3'));
  assert.equal(await signsIn(first, 'elena@example.test', 'one-Two-3'), true);
  await untilSo('elena is known', () => second.running.directory.findMailbox('elena') !== null);
  await run(second, 'Remove-Mailbox elena -Confirm:$false');
  await untilSo('elena is gone', () => first.running.directory.findMailbox('elena') === null);
  assert.equal(await signsIn(first, 'elena@example.test', 'one-Two-3'), false);
});

test('two nodes that give one name at once: one of them is refused', async () => {
  const line = newMailbox('diego', 'one-Two-3');
  const both = await Promise.all([first.shell(line), second.shell(line)]);
  assert.deepEqual(both.map(({ exitCode }) => exitCode).sort(), [0, 1]);
  assert.match(both.map(({ stderr }) => stderr).join(''), /already in use|already exists/);
  await untilSo('both know him', () =>
    [first, second].every((server) => server.running.directory.findMailbox('diego') !== null),
  );
});

test('a folder given at one node is listed at the other, in a session that is open', async () => {
  const { ok, client } = await imap(second, 'bob@example.test', second.users.bob.password);
  assert.ok(ok);
  const listed = async (): Promise<string> => (await client.command('b', 'LIST "" "Other Users/*"')).join('\n');
  assert.doesNotMatch(await listed(), /alice/i);
  await run(first, `Add-MailboxFolderPermission 'alice:\\Inbox' -User bob -AccessRights Reviewer`);
  await untilSo("alice's folder is listed", async () => /alice/i.test(await listed()));
  client.close();
});

test('settings: what takes effect at once does so at both, the rest waits for a restart at each', async () => {
  const there = second.running.settings;
  await run(first, 'Set-SignInSettings -ScramEnabled $false');
  await untilSo('SCRAM is off', () => !there.effective(signInSettings).ScramEnabled);
  await run(first, 'Set-SignInSettings -ScramEnabled $true');

  await run(first, "Set-ImapSettings -Banner 'Good morning' -WarningAction SilentlyContinue");
  await untilSo('the banner is configured', () => there.configured(imapSettings).Banner === 'Good morning');
  assert.notEqual(there.effective(imapSettings).Banner, 'Good morning');
  assert.match(await run(second, 'Get-PendingSetting'), /Banner/);
  await run(second, 'Restart-Service MSExchangeImap4');
  const client = await LineClient.connect(second.ports.imaps, { tls: true });
  assert.match((await client.line()) ?? '', /Good morning/);
  client.close();
});

test('inbox rules, automatic replies, role groups and send connectors follow', async () => {
  await run(first, `New-InboxRule -Mailbox alice -Name Bills -SubjectContainsWords Invoice -MarkAsRead $true`);
  await run(first, `Set-MailboxAutoReplyConfiguration alice -AutoReplyState Enabled -InternalMessage 'Away'`);
  await run(first, 'Add-RoleGroupMember "View-Only Organization Management" -Member bob');
  await run(first, 'New-SendConnector Outside -AddressSpaces *');
  await untilSo('the rule', async () => /Bills/.test((await second.shell('Get-InboxRule -Mailbox alice')).stdout));
  await untilSo('the reply', async () =>
    /Enabled/.test((await second.shell('Get-MailboxAutoReplyConfiguration alice')).stdout),
  );
  await untilSo('the member', async () =>
    /bob/i.test((await second.shell('Get-RoleGroupMember "View-Only Organization Management"')).stdout),
  );
  await untilSo('the connector', async () => /Outside/.test((await second.shell('Get-SendConnector')).stdout));
});

test('an app password made at one node opens the other, until it is revoked', async () => {
  const password = (
    await run(first, '(New-AppPassword alice -Name Phone -Scope Imap -WarningAction SilentlyContinue).Password')
  ).trim();
  await untilSo('the app password opens', () => signsIn(second, 'alice@example.test', password));
  await run(first, 'Get-AppPassword alice | Remove-AppPassword -Confirm:$false');
  await untilSo('it is revoked', async () => !(await signsIn(second, 'alice@example.test', password)));
});

test('what ends sessions at one node ends them at the other', async () => {
  await run(first, newMailbox('dora', 'one-Two-3'));
  const dora = () => second.running.directory.findMailbox('dora');
  await untilSo('dora is known', () => dora() !== null);
  // First at the node that made her, which has not read her row yet.
  const ends = async (password: string, line: string, words: RegExp, by = first, at = second): Promise<void> => {
    const { ok, client } = await imap(at, 'dora@example.test', password);
    assert.ok(ok, line);
    await run(by, line);
    assert.match((await client.line()) ?? '', words);
    assert.equal(await client.line(), null);
  };
  await ends(
    'one-Two-3',
    `Set-Mailbox dora -Password (ConvertTo-SecureString 'four-Five-6' -AsPlainText -Force)`,
    /^\* BYE .*password of this account was changed/,
    second,
    first,
  );
  await ends(
    'four-Five-6',
    `Set-Mailbox dora -Password (ConvertTo-SecureString 'seven-Eight-9' -AsPlainText -Force)`,
    /^\* BYE .*password of this account was changed/,
  );
  await ends('seven-Eight-9', 'Set-CASMailbox dora -ImapEnabled $false', /^\* BYE .*closed this protocol/);
  await run(first, 'Set-CASMailbox dora -ImapEnabled $true');
  await untilSo('IMAP is open again', () => dora()?.imapEnabled === true);
  const appPassword = (
    await run(first, '(New-AppPassword dora -Name Phone -Scope Imap -WarningAction SilentlyContinue).Password')
  ).trim();
  await untilSo('the app password opens', () => signsIn(second, 'dora@example.test', appPassword));
  await ends(
    appPassword,
    'Get-AppPassword dora | Remove-AppPassword -Confirm:$false',
    /^\* BYE .*app password was revoked/,
  );
  await ends('seven-Eight-9', 'Disable-Mailbox dora -Confirm:$false', /^\* BYE .*mailbox was removed/);
});

test('remote domains and throttling policies follow', async () => {
  await run(
    first,
    'New-RemoteDomain Partner -DomainName partner.example | Out-Null; New-ThrottlingPolicy Few | Out-Null',
  );
  await untilSo('the domain', async () => /Partner/.test((await second.shell('Get-RemoteDomain')).stdout));
  await untilSo('the policy', async () => /Few/.test((await second.shell('Get-ThrottlingPolicy')).stdout));
});

test('each server has its own receive connectors, which may have the same name', async () => {
  const names = async (server: TestServer): Promise<string> =>
    run(server, 'Get-ReceiveConnector | Select-Object -ExpandProperty Name');
  assert.match(await names(first), /Default Frontend CAS01/);
  assert.doesNotMatch(await names(second), /CAS01/);
  for (const server of [first, second]) {
    const port = server.ports.smtp + 3;
    await run(
      server,
      `New-ReceiveConnector Scanner -Usage Custom -Bindings 127.0.0.1:${port} -RemoteIPRanges 127.0.0.1 | Out-Null`,
    );
    assert.match(await names(server), /Scanner/);
  }
});

test('a second server of a name that runs is refused: both would send its queue', async () => {
  await assert.rejects(
    startServer(ending, { databaseUrl, serverName: 'cas02' }),
    /a server named CAS02 runs on this database already.*--server-name/,
  );
  assert.ok(first.running.services.every(({ state }) => state === 'Running'));
});

test('a backup that is told of at one server is shown by the other, with the size of the database', async () => {
  await run(first, "Set-MailboxDatabase 'Mailbox Database' -LastFullBackup ([datetime]'2026-11-22T02:15:00Z')");
  // Until it is heard of there is none.
  const shown =
    "Get-MailboxDatabase -Status | Where-Object LastFullBackup | ForEach-Object { $_.LastFullBackup.ToUniversalTime().ToString('s') }";
  await untilSo('the backup', async () => (await run(second, shown)).trim() === '2026-11-22T02:15:00');
  assert.match(await run(second, '(Get-MailboxDatabase -Status).DatabaseSize.ToMB()'), /^[1-9]\d*/);
});
