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
