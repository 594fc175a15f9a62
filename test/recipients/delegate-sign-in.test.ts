import assert from 'node:assert/strict';
import { LineClient } from '../support/line-client.ts';
import { databaseFor, onBothEngines } from '../support/both-engines.ts';
import { startServer, type TestServer } from '../support/server.ts';

async function imap(server: TestServer, name: string, password: string): Promise<[LineClient, string]> {
  const client = await LineClient.connect(server.ports.imaps, { tls: true });
  await client.line();
  const quoted = name.replaceAll('\\', '\\\\');
  return [client, (await client.command('a', `LOGIN "${quoted}" "${password}"`)).at(-1) ?? ''];
}

async function pop(server: TestServer, name: string, password: string): Promise<[LineClient, string]> {
  const client = await LineClient.connect(server.ports.pop3s, { tls: true });
  await client.line();
  client.send(`USER ${name}\r\n`);
  await client.line();
  client.send(`PASS ${password}\r\n`);
  return [client, (await client.line()) ?? ''];
}

onBothEngines(
  'user@domain\\alias and DOMAIN\\user\\alias open a mailbox to whom FullAccess gives it, by IMAP4 and POP3, and as long as it does',
  async (t) => {
    const databaseUrl = await databaseFor(t);
    const server = await startServer({ after: (work) => t.after(work) }, databaseUrl === null ? {} : { databaseUrl });
    const { alice, bob } = server.users;
    const tell = async (command: string): Promise<string> => {
      const said = await server.shell(command);
      assert.equal(said.exitCode, 0, said.stderr);
      return said.stdout;
    };
    await tell('New-Mailbox -Shared -Name Sales -Alias sales -PrimarySmtpAddress sales@example.test');
    // Nobody who has no right learns whether the mailbox is there.
    for (const named of ['sales', 'nobody', 'bob']) {
      const [client, reply] = await imap(server, `${alice.address}\\${named}`, alice.password);
      assert.match(reply, /^a NO \[AUTHENTICATIONFAILED\] LOGIN failed\.$/, named);
      client.close();
    }
    await tell('Add-MailboxPermission sales -User alice -AccessRights FullAccess');
    for (const name of [
      `${alice.address}\\sales`,
      `${alice.address}\\sales@example.test`,
      'example.test\\alice\\sales',
    ]) {
      const [client, reply] = await imap(server, name, alice.password);
      assert.match(reply, /^a OK /, name);
      assert.match((await client.command('b', 'APPEND INBOX {3+}\r\na: ')).at(-1) ?? '', /^b OK/);
      client.close();
    }
    assert.match((await imap(server, `${alice.address}\\alice`, alice.password))[1], /^a OK /);
    assert.match((await imap(server, `${alice.address}\\sales`, 'wrong'))[1], /^a NO \[AUTHENTICATIONFAILED\]/);
    assert.match((await imap(server, `${bob.address}\\sales`, bob.password))[1], /^a NO \[AUTHENTICATIONFAILED\]/);
    const [maildrop, welcome] = await pop(server, `${alice.address}\\sales`, alice.password);
    assert.match(welcome, /^\+OK /);
    maildrop.send('STAT\r\n');
    assert.equal(await maildrop.line(), '+OK 3 9');
    const [reader] = await imap(server, `${alice.address}\\sales`, alice.password);
    assert.match((await reader.command('b', 'SELECT INBOX'))[0] ?? '', /^\* /);
    reader.send('i IDLE\r\n');
    assert.match((await reader.line()) ?? '', /^\+ /);
    assert.match(await tell('Get-ClientSession | ConvertTo-Json'), /alice@example\.test\\\\+sales@example\.test/);
    await tell('Remove-MailboxPermission sales -User alice -AccessRights FullAccess -Confirm:$false');
    // At once, without a command.
    assert.equal(await reader.line(), '* BYE FullAccess to this mailbox has been taken away.');
    maildrop.send('LIST\r\n');
    assert.match((await maildrop.line()) ?? '', /^-ERR \[SYS\/PERM\] FullAccess/);
    for (const client of [reader, maildrop]) while ((await client.line()) !== null);
    // What his old password opened is over, the mailboxes of others too, and so is a protocol that is closed to him.
    await tell('Add-MailboxPermission sales -User alice -AccessRights FullAccess');
    const [before] = await imap(server, `${alice.address}\\sales`, alice.password);
    await tell("Set-Mailbox alice -Password (ConvertTo-SecureString 'another-pass-1' -AsPlainText -Force)");
    assert.equal(await before.line(), '* BYE The administrator has changed this account.');
    const [under, entered] = await imap(server, `${alice.address}\\sales`, 'another-pass-1');
    assert.match(entered, /^a OK /);
    await tell('Set-CASMailbox alice -ImapEnabled $false');
    assert.equal(await under.line(), '* BYE The administrator has closed this protocol for the mailbox.');
    for (const client of [before, under]) while ((await client.line()) !== null);
  },
);
