import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { endingOfThisFile } from '../support/ending-of-file.ts';
import { startServer, type TestServer, type TestUser } from '../support/server.ts';
import { converse, folderOf, person, reply, say, send } from './people.ts';

let server: TestServer;
let dora: TestUser;
const ending = endingOfThisFile();
const message = (from: string, subject: string): string =>
  `From: <${from}>\r\nTo: <bob@example.test>\r\nBcc: <carl@example.test>\r\nSubject: ${subject}\r\n\r\nhello`;

before(async () => {
  server = await startServer(ending);
  dora = await person(server, 'dora');
  await person(server, 'carl');
  await run('New-Mailbox -Shared -Name Info -Alias info -PrimarySmtpAddress info@example.test');
});

async function run(text: string): Promise<string> {
  const { stdout, stderr, exitCode } = await server.shell(text);
  assert.equal(exitCode, 0, `${text}: ${stderr}`);
  return stdout;
}

const sentBy = (alias: string): Promise<readonly string[]> => folderOf(server, alias, 'Sent Items', 0);
const subjects = (texts: readonly string[]): readonly (string | undefined)[] =>
  texts.map((text) => /^Subject: (.*)\r$/m.exec(text)?.[1]);

test('what a mail program sends stands in its user’s Sent Items when asked, read, and says who got it unseen', async () => {
  assert.match(await send(server, dora, dora.address, ['bob@example.test'], message(dora.address, 'before')), /^250/);
  assert.deepEqual(await sentBy('dora'), []);
  await run('Set-Mailbox dora -MessageCopyForSMTPClientSubmissionEnabled $true');
  const to = ['bob@example.test', 'carl@example.test'];
  assert.match(await send(server, dora, dora.address, to, message(dora.address, 'kept')), /^250/);
  const copies = await sentBy('dora');
  assert.deepEqual(subjects(copies), ['kept']);
  assert.match(copies[0] ?? '', /^Bcc: <carl@example\.test>\r$/m);
  assert.match(copies[0] ?? '', /\r\n\r\nhello/);
  const store = await server.running.mail.account(server.running.directory.findMailbox('dora')?.guid ?? '');
  assert.equal((await store.folder('Sent Items')).status.unseen, 0);
  for (const alias of ['bob', 'carl'])
    for (const text of await folderOf(server, alias, 'INBOX', 1)) assert.doesNotMatch(text, /^Bcc:/m);
  // Refused is not sent: nobody@ is refused at RCPT, and the message ends there.
  assert.match(await send(server, dora, dora.address, ['nobody@example.test'], message(dora.address, 'no')), /^550/);
  assert.equal((await sentBy('dora')).length, 1);
});

test('a shared mailbox keeps what is sent as it and what is sent on its behalf, each where asked', async () => {
  await run('Add-RecipientPermission info -Trustee dora -AccessRights SendAs -Confirm:$false');
  await run('Set-Mailbox info -GrantSendOnBehalfTo carl -MessageCopyForSentAsEnabled $true');
  const carl = { address: 'carl@example.test', password: dora.password };
  const write = (user: TestUser, subject: string): Promise<string> =>
    send(server, user, user.address, ['bob@example.test'], message('info@example.test', subject));
  assert.match(await write(dora, 'as'), /^250/);
  assert.match(await write(carl, 'behalf, not kept'), /^250/);
  assert.deepEqual(subjects(await sentBy('info')), ['as']);
  await run('Set-Mailbox info -MessageCopyForSentAsEnabled $false -MessageCopyForSendOnBehalfEnabled $true');
  assert.match(await write(dora, 'as, not kept'), /^250/);
  assert.match(await write(carl, 'behalf'), /^250/);
  assert.deepEqual(subjects(await sentBy('info')), ['as', 'behalf']);
  assert.match((await sentBy('info'))[1] ?? '', /^Sender: <carl@example\.test>\r$/m);
  assert.doesNotMatch((await sentBy('info')).join(''), /^Bcc:/m);
  assert.match(
    await run('Get-Mailbox info | Format-List MessageCopy*'),
    /MessageCopyForSentAsEnabled +: False\s+MessageCopyForSendOnBehalfEnabled +: True\s+MessageCopyForSMTPClientSubmissionEnabled : False/,
  );
});

test('a copy without room keeps no message from being sent; binary parts are kept as every reader takes them', async () => {
  const client = await converse(server, dora);
  const body =
    `From: <${dora.address}>\r\nSubject: binary\r\nMIME-Version: 1.0\r\nContent-Type: application/octet-stream\r\n` +
    'Content-Transfer-Encoding: binary\r\n\r\na\0b';
  assert.match(await say(client, `MAIL FROM:<${dora.address}> BODY=BINARYMIME`), /^250/);
  assert.match(await say(client, 'RCPT TO:<bob@example.test>'), /^250/);
  client.send(`BDAT ${body.length} LAST\r\n${body}`);
  assert.match(await reply(client), /^250/);
  client.close();
  assert.match((await sentBy('dora')).at(-1) ?? '', /Content-Transfer-Encoding: base64\r\n\r\nYQBi\r\n$/);
  const kept = (await sentBy('dora')).length;
  await run('Set-Mailbox dora -IssueWarningQuota 1KB -ProhibitSendQuota 2MB -ProhibitSendReceiveQuota 2MB');
  const large = `${message(dora.address, 'large')}\r\n${'x'.repeat(70)}\r\n`.concat(
    `${'y'.repeat(70)}\r\n`.repeat(30_000),
  );
  assert.match(await send(server, dora, dora.address, ['bob@example.test'], large), /^250/);
  assert.ok(subjects(await folderOf(server, 'bob', 'INBOX', 1)).includes('large'));
  assert.equal((await sentBy('dora')).length, kept);
});

test('a copy for a mailbox whose file is damaged keeps no message from being sent either', async () => {
  await run('New-Mailbox -Shared -Name Broken -Alias broken -PrimarySmtpAddress broken@example.test');
  await run('Set-Mailbox broken -MessageCopyForSentAsEnabled $true');
  await run('Add-RecipientPermission broken -Trustee dora -AccessRights SendAs -Confirm:$false');
  const id = server.running.directory.findMailbox('broken')?.guid ?? '';
  const [shelf] = await readdir(join(server.dataDirectory, 'accounts'));
  assert.match(shelf ?? '', /^[0-9a-f]{2}$/);
  const folder = join(server.dataDirectory, 'accounts', id.slice(0, 2), id);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'mail.db'), 'no database of anything, for once'.repeat(200));
  const said = await send(
    server,
    dora,
    dora.address,
    ['bob@example.test'],
    message('broken@example.test', 'sent all the same'),
  );
  assert.match(said, /^250/);
  assert.ok(subjects(await folderOf(server, 'bob', 'INBOX', 1)).includes('sent all the same'));
});
