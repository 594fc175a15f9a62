import assert from 'node:assert/strict';
import { test } from 'node:test';
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
