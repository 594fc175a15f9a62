import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { noFlags } from '../../server/src/domain/mail/flags.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { folderOf, person, send, settled } from './people.ts';

const date = 'Date: Mon, 30 Nov 2026 00:00:00 +0000';
const from = 'w@elsewhere.test';

function message(id: string, more = '', body = 'the same words'): string {
  return `From: <${from}>\r\nTo: <team@example.test>\r\n${more}Message-ID: <${id}@elsewhere.test>\r\n${date}\r\nSubject: ${id}\r\n\r\n${body}`;
}

async function inboxCounts(server: TestServer, id: string, ...aliases: readonly string[]): Promise<readonly number[]> {
  const all = await Promise.all(aliases.map((alias) => folderOf(server, alias, 'INBOX', 0)));
  return all.map((texts) => texts.filter((text) => text.includes(`\r\nSubject: ${id}\r\n`)).length);
}

async function give(server: TestServer, to: readonly string[], content: string): Promise<void> {
  const addresses = to.map((alias) => `${alias}@example.test`);
  assert.match(await send(server, null, from, addresses, content), /^250/);
}

test('who tries again with one recipient more gives nobody a second copy within the hour', async (t) => {
  const server = await startServer(t, { manualClock: true });
  for (const alias of ['anna', 'bert', 'carla']) await person(server, alias);
  const again = `Received: from a by b; now\r\n\tfolded\r\n${message('again')}`;
  await give(server, ['anna'], again);
  await give(server, ['anna', 'bert'], again);
  // By another way: other servers wrote other fields above it.
  await give(server, ['bert', 'carla'], `Received: from c by d; later\r\n${again}`);
  assert.deepEqual(await inboxCounts(server, 'again', 'anna', 'bert', 'carla'), [1, 1, 1]);
  const log = await server.shell(
    `Get-MessageTrackingLog -EventId DUPLICATEDELIVER | ForEach-Object { "$($_.Recipients)" }`,
  );
  assert.deepEqual(log.stdout.trim().split(/\s+/).toSorted(), ['anna@example.test', 'bert@example.test']);
  server.advance(3_600_001);
  await give(server, ['anna'], again);
  assert.deepEqual(await inboxCounts(server, 'again', 'anna'), [2]);
});

test('a large message is the same too, by whatever way it comes, and another one is not', async (t) => {
  const server = await startServer(t);
  for (const alias of ['anna', 'bert']) await person(server, alias);
  const words = `${'x'.repeat(70)}\r\n`.repeat(5000);
  await give(server, ['anna', 'bert'], message('large', '', words));
  await give(server, ['anna'], `Received: from a by b; now\r\n${message('large', '', words)}`);
  await give(server, ['bert'], message('large', '', words));
  assert.deepEqual(await inboxCounts(server, 'large', 'anna', 'bert'), [1, 1]);
  await give(server, ['anna'], message('large', '', `${words}and a footer`));
  await give(server, ['anna'], message('undated', '', words).replace(/^Date: .*\r\n/m, ''));
  await give(server, ['anna'], message('undated', '', words).replace(/^Date: .*\r\n/m, ''));
  assert.deepEqual(await inboxCounts(server, 'large', 'anna'), [2]);
  assert.deepEqual(await inboxCounts(server, 'undated', 'anna'), [2]);
});

test('what is new stays: of a list, with other words, without a date, without Message-ID', async (t) => {
  const server = await startServer(t);
  await person(server, 'anna');
  for (const content of [
    message('one'),
    message('one', 'List-Id: <team.elsewhere.test>\r\n'),
    message('one', '', 'the same words, and a footer'),
    message('one').replace('<one@', '<other@'),
  ])
    await give(server, ['anna'], content);
  assert.deepEqual(await inboxCounts(server, 'one', 'anna'), [4]);
  for (const missing of [/^Date: .*\r\n/m, /^Message-ID: .*\r\n/m])
    for (let times = 0; times < 2; times += 1) await give(server, ['anna'], message('two').replace(missing, ''));
  assert.deepEqual(await inboxCounts(server, 'two', 'anna'), [4]);
});

test('two who forward to each other and keep a copy have one each; their rules and replies see it once', async (t) => {
  const server = await startServer(t);
  for (const alias of ['anna', 'bert']) await person(server, alias);
  for (const command of [
    'Set-Mailbox anna -ForwardingAddress bert -DeliverToMailboxAndForward $true',
    'Set-Mailbox bert -ForwardingAddress anna -DeliverToMailboxAndForward $true',
  ])
    assert.equal((await server.shell(command)).exitCode, 0);
  await give(server, ['anna'], message('round'));
  await settled(server);
  assert.deepEqual(await inboxCounts(server, 'round', 'anna', 'bert'), [1, 1]);
  const log = await server.shell(
    `Get-MessageTrackingLog -MessageSubject round | Where-Object { $_.EventId -like '*DELIVER' } | ForEach-Object { "$($_.EventId) $($_.Recipients)" }`,
  );
  assert.deepEqual(log.stdout.trim().split(/\r?\n/).toSorted(), [
    'DELIVER anna@example.test',
    'DELIVER bert@example.test',
    'DUPLICATEDELIVER anna@example.test',
  ]);
  // Who keeps nothing is given back what comes round: nothing is lost in a loop.
  assert.equal((await server.shell('Set-Mailbox anna -DeliverToMailboxAndForward $false')).exitCode, 0);
  await give(server, ['anna'], message('kept'));
  await settled(server);
  assert.deepEqual(await inboxCounts(server, 'kept', 'anna', 'bert'), [1, 1]);
});

test('a second copy is known after a restart too, and what the owner put there himself is none', async (t) => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'relais-test-'));
  t.after(() => rm(dataDirectory, { recursive: true, force: true }));
  const before = await startServer(t, { dataDirectory });
  for (const alias of ['anna', 'bert', 'carla']) await person(before, alias);
  const rule = await before.shell(
    `New-InboxRule -Mailbox anna -Name Weight -SubjectContainsWords weighty -MarkImportance High -MoveToFolder 'Archive'`,
  );
  assert.equal(rule.stderr, '');
  await give(before, ['anna'], message('again'));
  await give(before, ['anna'], message('weighty'));
  // An answer is known before what it answers, and in its thread.
  await give(before, ['bert'], message('answer', 'In-Reply-To: <asked@elsewhere.test>\r\n'));
  const { guid, store } = await storeOf(before, 'anna');
  const sent = await store.beginMessage();
  await sent.write(Buffer.from(`${message('own')}\r\n`));
  const { folderId } = await store.folder('Sent Items');
  await store.append(folderId, [{ message: await sent.finish(), flags: noFlags }]);
  await before.stop();
  const after = await startServer(t, { dataDirectory });
  assert.equal(after.running.directory.findMailbox('anna')?.guid, guid);
  for (const id of ['again', 'weighty', 'own']) await give(after, ['anna', 'bert'], message(id));
  await give(after, ['bert', 'carla'], message('asked'));
  assert.deepEqual(await inboxCounts(after, 'again', 'anna', 'bert'), [1, 1]);
  assert.deepEqual(await inboxCounts(after, 'own', 'anna', 'bert'), [1, 1]);
  assert.deepEqual(await inboxCounts(after, 'asked', 'bert', 'carla'), [1, 1]);
  assert.equal((await folderOf(after, 'anna', 'Archive', 0)).length, 1);
});

test('what is sent on is sent on once within the hour, also after a restart', async (t) => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'relais-test-'));
  t.after(() => rm(dataDirectory, { recursive: true, force: true }));
  const options = { dataDirectory, manualClock: true };
  const before = await startServer(t, options);
  for (const alias of ['anna', 'bert', 'carla', 'dora']) await person(before, alias);
  for (const command of [
    'Set-Mailbox anna -ForwardingAddress dora',
    'Set-Mailbox bert -ForwardingAddress dora -DeliverToMailboxAndForward $true',
    `New-InboxRule -Mailbox carla -Name On -SubjectContainsWords passed -ForwardTo dora@example.test`,
  ])
    assert.equal((await before.shell(command)).stderr, '');
  await give(before, ['anna', 'bert'], message('passed'));
  await give(before, ['anna', 'bert', 'carla'], message('passed'));
  await settled(before);
  assert.equal(await sentOn(before), 3);
  await before.stop();
  const after = await startServer(t, options);
  await give(after, ['anna', 'carla'], `Received: from a by b; now\r\n${message('passed')}`);
  await settled(after);
  assert.equal(await sentOn(after), 3);
  assert.deepEqual(await inboxCounts(after, 'passed', 'bert', 'carla', 'dora'), [1, 1, 1]);
  // An hour later it is said anew.
  after.advance(3_600_001);
  await give(after, ['anna', 'bert', 'carla'], message('passed'));
  await settled(after);
  assert.equal(await sentOn(after), 6);
});

/** How many copies mailboxes have sent on: what they passed on as it came, and what rules made of it. */
async function sentOn(server: TestServer): Promise<number> {
  const log = await server.shell(
    `Get-MessageTrackingLog -ResultSize Unlimited | ForEach-Object { "$($_.EventId) $($_.Source)" }`,
  );
  assert.equal(log.stderr, '');
  return log.stdout.match(/^(?:REDIRECT ROUTING|RECEIVE MAILBOXRULE)\b/gm)?.length ?? 0;
}

async function storeOf(server: TestServer, alias: string) {
  const guid = server.running.directory.findMailbox(alias)?.guid ?? '';
  return { guid, store: await server.running.mail.account(guid) };
}
