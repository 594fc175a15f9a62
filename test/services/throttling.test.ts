import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { JmapTestClient } from '../../server/src/http/jmap/fixtures/jmap-client.ts';
import { converse, person, say, send } from '../recipients/people.ts';
import { LineClient } from '../support/line-client.ts';
import { endingOfThisFile } from '../support/ending-of-file.ts';
import { startServer, type TestServer, type TestUser } from '../support/server.ts';

// What throttling policies hold people to, as their programs see it.
let server: TestServer;
const ending = endingOfThisFile();

before(async () => {
  server = await startServer(ending, { manualClock: true });
});

async function run(text: string): Promise<string> {
  const { stdout, stderr, exitCode } = await server.shell(text);
  assert.equal(exitCode, 0, `${text}: ${stderr}`);
  return stdout;
}

async function imapLogin(user: TestUser): Promise<string> {
  const client = await LineClient.connect(server.ports.imaps, { tls: true });
  ending.after(async () => client.close());
  await client.line();
  return (await client.command('a', `LOGIN ${user.address} ${user.password}`)).at(-1) ?? '';
}

const letter = 'Subject: x\r\n\r\nx';

test('ImapMaxConcurrency refuses one session more, names itself, and holds for those who have the policy', async () => {
  const ulla = await person(server, 'ulla');
  await run('New-ThrottlingPolicy Few -ImapMaxConcurrency 2');
  await run('Set-Mailbox ulla -ThrottlingPolicy Few');
  assert.match(await imapLogin(ulla), /^a OK/);
  assert.match(await imapLogin(ulla), /^a OK/);
  assert.match(await imapLogin(ulla), /^a NO \[LIMIT\] .*ImapMaxConcurrency of 2/);
  assert.match(await imapLogin(server.users.bob), /^a OK/);
  // A change counts from the next sign-in on.
  await run('Set-ThrottlingPolicy Few -ImapMaxConcurrency Unlimited');
  assert.match(await imapLogin(ulla), /^a OK/);
});

test('MessageRateLimit counts the messages of a minute by every door', async () => {
  const vera = await person(server, 'vera');
  await run('New-ThrottlingPolicy Slow -MessageRateLimit 2');
  await run('Set-ThrottlingPolicyAssociation vera -ThrottlingPolicy Slow');
  assert.match(await send(server, vera, vera.address, ['bob@example.test'], letter), /^250/);
  const jmap = await JmapTestClient.open(server, vera);
  const submit = async (): Promise<string> => {
    const [identity] = await jmap.call(['Identity/get', {}, 'i']);
    const emailId = await jmap.draft();
    const identityId = identity[1].list[0].id;
    const [answer] = await jmap.call(['EmailSubmission/set', { create: { s: { emailId, identityId } } }, 's']);
    return JSON.stringify(answer[1].notCreated ?? 'sent');
  };
  assert.equal(await submit(), '"sent"');
  assert.match(await submit(), /rateLimit.*MessageRateLimit/);
  assert.match(
    await send(server, vera, vera.address, ['bob@example.test'], letter),
    /^450 4\.7\.0 .*2 messages a minute/,
  );
  assert.match(await send(server, server.users.alice, 'alice@example.test', ['bob@example.test'], letter), /^250/);
  server.advance(61_000);
  assert.match(await send(server, vera, vera.address, ['bob@example.test'], letter), /^250/);
});

test('RecipientRateLimit counts recipients of 24 hours, and what goes over it goes to nobody', async () => {
  const wim = await person(server, 'wim');
  await run('New-ThrottlingPolicy Narrow -RecipientRateLimit 3');
  await run('Set-Mailbox wim -ThrottlingPolicy Narrow');
  const both = ['alice@example.test', 'bob@example.test'];
  assert.match(await send(server, wim, wim.address, both, letter), /^250/);
  assert.match(await send(server, wim, wim.address, both, letter), /^450 4\.7\.0 .*3 recipients in 24 hours/);
  assert.match(await send(server, wim, wim.address, ['bob@example.test'], letter), /^250/);
  assert.match(await send(server, wim, wim.address, ['bob@example.test'], letter), /^450/);
  server.advance(24 * 3_600_000);
  assert.match(await send(server, wim, wim.address, both, letter), /^250/);
});

test('RecipientRateLimit counts whom a message was delivered to, not who refused it', async () => {
  const yves = await person(server, 'yves');
  await person(server, 'zita');
  await run('New-ThrottlingPolicy Single -RecipientRateLimit 1');
  await run('Set-Mailbox yves -ThrottlingPolicy Single');
  await run('Set-Mailbox zita -ProhibitSendReceiveQuota 1KB');
  const large = `Subject: x\r\n\r\n${'x'.repeat(70)}\r\n`.concat('x'.repeat(70).concat('\r\n').repeat(60));
  assert.match(await send(server, yves, yves.address, ['zita@example.test'], large), /^[45]\d\d (?!4\.7\.0)/);
  assert.match(await send(server, yves, yves.address, ['alice@example.test'], letter), /^250/);
  assert.match(await send(server, yves, yves.address, ['alice@example.test'], letter), /^450 4\.7\.0/);
});

test('the policy of the organization comes before the global one, and a policy in use is not removed', async () => {
  assert.match(await run('(Get-ThrottlingPolicy Few).PopMaxConcurrency'), /^20/);
  await run('New-ThrottlingPolicy All -ThrottlingPolicyScope Organization -PopMaxConcurrency 5');
  assert.match(await run('(Get-ThrottlingPolicy Few).PopMaxConcurrency'), /^5/);
  assert.match(
    (await server.shell('New-ThrottlingPolicy Other -ThrottlingPolicyScope Organization')).stderr,
    /already a policy/,
  );
  assert.match((await server.shell('Remove-ThrottlingPolicy Few -Confirm:$false')).stderr, /given to 1 mailbox/);
  await run('Remove-ThrottlingPolicy Few -Force -Confirm:$false');
  assert.match(await run('"[" + (Get-Mailbox ulla).ThrottlingPolicy + "]"'), /^\[\]/);
  assert.match(
    (await server.shell('Remove-ThrottlingPolicy GlobalThrottlingPolicy -Confirm:$false')).stderr,
    /can't be removed/,
  );
  const { stderr } = await server.shell('Set-ThrottlingPolicy Slow -EwsMaxConcurrency 5');
  assert.match(stderr, /EwsMaxConcurrency is accepted and has no effect: there is no such door here/);
  await run('Remove-ThrottlingPolicy All -Confirm:$false');
});

test('RecipientLimits of a mailbox is its own limit for one message', async () => {
  const xena = await person(server, 'xena');
  await run('Set-Mailbox xena -RecipientLimits 1');
  const client = await converse(server, xena);
  // RFC 9422: it is said, too.
  client.send('EHLO client.test\r\n');
  let told = '';
  for (let line = await client.line(); line !== null; line = await client.line()) {
    if (line.includes('LIMITS')) told = line.slice(4);
    if (line.startsWith('250 ')) break;
  }
  assert.equal(told, 'LIMITS RCPTMAX=1');
  await say(client, `MAIL FROM:<${xena.address}>`);
  assert.match(await say(client, 'RCPT TO:<alice@example.test>'), /^250/);
  assert.match(await say(client, 'RCPT TO:<bob@example.test>'), /^452 4\.5\.3/);
  client.close();
});
