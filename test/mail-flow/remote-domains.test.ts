import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Sink } from '../../server/src/services/relay/sink-server.fixture.ts';
import { folderOf, person, send, settled } from '../recipients/people.ts';
import { endingOfThisFile } from '../support/ending-of-file.ts';
import type { TestServer } from '../support/server.ts';
import { startServerAndSink, withoutNobody } from './server-and-sink.ts';

// What Set-RemoteDomain says, as the servers of those domains see it.
let server: TestServer;
let sink: Sink;
const ending = endingOfThisFile();

before(async () => {
  ({ server, sink } = await startServerAndSink(
    ending,
    ['elsewhere.test', 'closed.test', 'sub.closed.test'],
    withoutNobody,
  ));
  await run(`New-SendConnector -Name Internet -AddressSpaces '*' -Port ${sink.port}`);
  await run('Get-ReceiveConnector | Set-ReceiveConnector -TarpitInterval 00:00:00 -MessageRateLimit Unlimited');
  await run('New-RemoteDomain -Name Closed -DomainName closed.test');
});

async function run(text: string): Promise<string> {
  const { stdout, stderr, exitCode } = await server.shell(text);
  assert.equal(exitCode, 0, `${text}: ${stderr}`);
  return stdout;
}

/** The messages that reached one address outside, once the queue is empty. */
async function reached(address: string): Promise<readonly string[]> {
  await settled(server);
  return sink.messages.filter(({ rcpt }) => rcpt.some((one) => one.includes(address))).map(({ data }) => data);
}

const letter = (to: string, subject = 'Hi'): string =>
  `From: w@x.test\r\nTo: ${to}\r\nSubject: ${subject}\r\n\r\nhello`;

test('AutoForwardEnabled $false keeps what rules and ForwardingSmtpAddress would send there', async () => {
  await person(server, 'fora');
  await person(server, 'forb');
  await run('Set-RemoteDomain Closed -AutoForwardEnabled $false');
  await run('Set-Mailbox fora -ForwardingSmtpAddress boss@closed.test');
  await run(
    'New-InboxRule -Mailbox forb -Name F -SubjectContainsWords Hi -RedirectTo boss@closed.test,boss@elsewhere.test',
  );
  await send(server, null, 'w@elsewhere.test', ['fora@example.test', 'forb@example.test'], letter('fora@example.test'));
  // What cannot go on stays; the rule goes on to whom it may.
  assert.equal((await folderOf(server, 'fora', 'INBOX', 1)).length, 1);
  assert.equal((await reached('boss@elsewhere.test')).length, 1);
  assert.equal((await reached('boss@closed.test')).length, 0);
  await run('Set-RemoteDomain closed.test -AutoForwardEnabled $true');
  await send(server, null, 'w@elsewhere.test', ['fora@example.test'], letter('fora@example.test'));
  assert.equal((await reached('boss@closed.test')).length, 1);
});

test('AllowedOOFType chooses the text of automatic replies, and None sends none', async () => {
  await person(server, 'away');
  await run(
    "Set-MailboxAutoReplyConfiguration away -AutoReplyState Enabled -InternalMessage 'for colleagues' -ExternalMessage 'for strangers'",
  );
  await run('Set-RemoteDomain Closed -AllowedOOFType None');
  const from = async (sender: string): Promise<readonly string[]> => {
    await send(server, null, sender, ['away@example.test'], letter('away@example.test'));
    return reached(sender);
  };
  assert.deepEqual(await from('a@closed.test'), []);
  await run('Set-RemoteDomain Closed -AllowedOOFType InternalLegacy');
  assert.match((await from('b@closed.test')).join(), /for colleagues/);
  // The closest domain counts: closed.test says nothing of its subdomains.
  assert.match((await from('c@sub.closed.test')).join(), /for strangers/);
});

test('AutoReplyEnabled $false refuses what programs of users answer, and tells the user', async () => {
  const { alice } = server.users;
  await run('Set-RemoteDomain Closed -AutoReplyEnabled $false');
  const answer = `Auto-Submitted: auto-replied\r\n${letter('x@closed.test', 'Away')}`.replace(
    'w@x.test',
    alice.address,
  );
  assert.match(await send(server, alice, alice.address, ['x@closed.test', 'x@elsewhere.test'], answer), /^250/);
  assert.equal((await reached('x@elsewhere.test')).length, 1);
  assert.deepEqual(await reached('x@closed.test'), []);
  const inbox = (await folderOf(server, 'alice', 'INBOX', 1)).join('\n');
  assert.match(inbox, /Final-Recipient: rfc822; x@closed\.test[\s\S]*Status: 5\.7\.1/);
  await send(server, alice, alice.address, ['x@closed.test'], answer.replace(/^Auto.*\r\n/, ''));
  assert.equal((await reached('x@closed.test')).length, 1);
});

test('NDREnabled $false: nobody there is told that a message could not be delivered', async () => {
  await run(
    'New-MailContact -Name Lost -ExternalEmailAddress nobody@elsewhere.test -PrimarySmtpAddress lost@example.test',
  );
  const from = async (sender: string): Promise<number> => {
    await send(server, null, sender, ['lost@example.test'], letter('lost@example.test'));
    return (await reached(sender)).length;
  };
  assert.equal(await from('told@closed.test'), 1);
  await run('Set-RemoteDomain Closed -NDREnabled $false');
  assert.equal(await from('untold@closed.test'), 0);
  assert.equal(await from('told@elsewhere.test'), 1);
});

test('a remote domain is alone for its domain, is found by pattern, and Default stays', async () => {
  assert.match(
    (await server.shell('New-RemoteDomain -Name Other -DomainName CLOSED.test')).stderr,
    /already there for closed\.test/,
  );
  assert.match((await server.shell('Remove-RemoteDomain Default -Confirm:$false')).stderr, /can't be removed/);
  assert.match(await run('(Get-RemoteDomain closed*).DomainName'), /^closed\.test/);
  await run('Remove-RemoteDomain Closed -Confirm:$false');
  assert.match((await server.shell('Get-RemoteDomain Closed')).stderr, /couldn't be found/);
});
