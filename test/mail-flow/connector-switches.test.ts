import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { databaseFor, onBothEngines } from '../support/both-engines.ts';
import { startServer, type TestServer, type TestUser } from '../support/server.ts';
import { SmtpClient } from '../transcripts/smtp/smtp-client.ts';

const world = '"Default Frontend CAS01"';
const submission = '"Client Frontend CAS01"';
const message = 'Subject: x\r\n\r\nHello';

/** Its time stands still, so that all of a test is within one minute; a refusal does not wait for it. */
async function started(t: TestContext): Promise<TestServer> {
  const databaseUrl = await databaseFor(t);
  const server = await startServer(
    { after: (work) => t.after(work) },
    { manualClock: true, ...(databaseUrl === null ? {} : { databaseUrl }) },
  );
  await tell(server, 'Get-ReceiveConnector | Set-ReceiveConnector -TarpitInterval 00:00:00');
  return server;
}

async function tell(server: TestServer, command: string): Promise<string> {
  const said = await server.shell(command);
  assert.equal(said.exitCode, 0, `${command}: ${said.stderr}`);
  return said.stdout;
}

/** Keywords of the answer to EHLO. */
async function offered(port: number): Promise<readonly string[]> {
  const client = await SmtpClient.connect(port);
  const lines = await client.sayLines('EHLO client.test');
  client.close();
  return lines.slice(1).map((line) => line.slice(4).split(' ')[0] ?? '');
}

async function user(server: TestServer, { address, password }: TestUser): Promise<SmtpClient> {
  const plain = await SmtpClient.connect(server.ports.submission);
  await plain.say('EHLO laptop.test');
  const client = await plain.startTls();
  await client.say('EHLO laptop.test');
  assert.match(await client.signIn(address, password), /^235 /);
  return client;
}

onBothEngines(
  'each switch of a connector takes away its own keyword, what stands on it, and nothing else',
  async (t) => {
    const server = await started(t);
    await tell(server, 'New-SendConnector -Name out -AddressSpaces *');
    const all = await offered(server.ports.smtp);
    let before = '';
    for (const [parameter, gone] of [
      ['PipeliningEnabled', ['PIPELINING']],
      ['EnhancedStatusCodesEnabled', ['ENHANCEDSTATUSCODES']],
      ['BinaryMimeEnabled', ['BINARYMIME']],
      ['ChunkingEnabled', ['BINARYMIME', 'CHUNKING']],
      ['EightBitMimeEnabled', ['8BITMIME', 'SMTPUTF8']],
      ['SmtpUtf8Enabled', ['SMTPUTF8']],
      ['DeliveryStatusNotificationEnabled', ['DSN']],
    ] as const) {
      for (const keyword of gone) assert.ok(all.includes(keyword), `${keyword} is offered at first`);
      await tell(server, `Set-ReceiveConnector ${world} -${parameter} $false ${before}`);
      before = `-${parameter} $true`;
      assert.deepEqual(
        await offered(server.ports.smtp),
        all.filter((keyword) => !(gone as readonly string[]).includes(keyword)),
        parameter,
      );
      await tell(server, `Set-ReceiveConnector ${world} -${parameter} $true`);
    }
    assert.deepEqual(await offered(server.ports.smtp), all);
    // What is not offered is not obeyed either.
    await tell(
      server,
      `Set-ReceiveConnector ${world} -ChunkingEnabled $false -DeliveryStatusNotificationEnabled $false`,
    );
    const client = await SmtpClient.connect(server.ports.smtp);
    await client.say('EHLO client.test');
    assert.match(await client.say('MAIL FROM:<a@far.test> BODY=BINARYMIME'), /^555 /);
    assert.match(await client.say('MAIL FROM:<a@far.test> RET=HDRS'), /^555 /);
    assert.match(await client.say('MAIL FROM:<a@far.test>'), /^250 /);
    assert.match(await client.say('RCPT TO:<alice@example.test> NOTIFY=NEVER'), /^555 /);
    client.close();
  },
);

onBothEngines('MessageRateLimit counts by address, by user, by both or not at all', async (t) => {
  const server = await started(t);
  const { alice, bob } = server.users;
  const rate = (source: string): Promise<string> =>
    tell(server, `Set-ReceiveConnector ${submission} -MessageRateLimit 2 -MessageRateSource ${source}`);
  const send = async (from: TestUser, count: number): Promise<string> => {
    const client = await user(server, from);
    let reply = '';
    for (let n = 0; n < count; n += 1) {
      reply = await client.send(from.address, [alice.address], message);
      if (!reply.startsWith('250')) break;
    }
    client.close();
    return reply;
  };
  await rate('User');
  assert.match(await send(alice, 2), /^250 /);
  assert.match(await send(alice, 1), /^421 4\.4\.2 /);
  assert.match(await send(bob, 2), /^250 /);
  await rate('None');
  assert.match(await send(alice, 4), /^250 /);
  await rate('All');
  // The address has sent nothing that counted, bob has: both are looked at.
  assert.match(await send(bob, 1), /^421 4\.4\.2 /);
  await rate('IPAddress');
  assert.match(await send(bob, 3), /^421 4\.4\.2 /);
  assert.match(await send(alice, 1), /^421 4\.4\.2 /);
});

onBothEngines(
  'MaxProtocolErrors closes the connection after so many, Unlimited never; MaxLogonFailures 0 never',
  async (t) => {
    const server = await started(t);
    const errors = async (): Promise<readonly string[]> => {
      const client = await SmtpClient.connect(server.ports.smtp);
      await client.say('EHLO client.test');
      const replies: string[] = [];
      for (let n = 0; n < 12 && replies.at(-1) !== 'closed'; n += 1) replies.push(await client.say(`XNONSENSE ${n}`));
      client.close();
      return replies;
    };
    await tell(server, `Set-ReceiveConnector ${world} -MaxProtocolErrors 3`);
    const few = await errors();
    assert.match(few.find((line) => line.startsWith('421')) ?? '', /^421 4\.7\.0 Too many errors/);
    assert.ok(few.length <= 6, few.join('\n'));
    await tell(server, `Set-ReceiveConnector ${world} -MaxProtocolErrors Unlimited`);
    assert.ok((await errors()).every((line) => line.startsWith('500 ')));
    await tell(server, `Set-ReceiveConnector ${submission} -MaxLogonFailures 0 -MaxProtocolErrors 1`);
    const plain = await SmtpClient.connect(server.ports.submission);
    await plain.say('EHLO laptop.test');
    const client = await plain.startTls();
    await client.say('EHLO laptop.test');
    for (let n = 0; n < 4; n += 1) assert.match(await client.signIn('nobody-there', 'wrong'), /^535 5\.7\.3 /);
    assert.match(await client.say('NOOP'), /^250 /);
    client.close();
  },
);

onBothEngines(
  'AuthMechanism and PermissionGroups: without Tls no STARTTLS, without a group nobody, ExchangeUsers only who signs in',
  async (t) => {
    const server = await started(t);
    await tell(server, `Set-ReceiveConnector ${world} -AuthMechanism None`);
    const bare = await offered(server.ports.smtp);
    assert.ok(!bare.includes('STARTTLS') && !bare.includes('AUTH'), bare.join());
    const refused = await server.shell(`Set-ReceiveConnector ${world} -AuthMechanism BasicAuthRequireTLS`);
    assert.equal(refused.exitCode, 1);
    assert.match(refused.stderr, /BasicAuthRequireTLS/);
    const mail = async (): Promise<string> => {
      const client = await SmtpClient.connect(server.ports.smtp);
      await client.say('EHLO client.test');
      const reply = await client.say('MAIL FROM:<a@far.test>');
      client.close();
      return reply;
    };
    for (const [groups, expected] of [
      ['None', /^530 5\.7\.1 /],
      ['ExchangeUsers', /^530 5\.7\.1 /],
      ['Partners', /^530 5\.7\.1 |^250 /],
      ['AnonymousUsers', /^250 /],
    ] as const) {
      await tell(server, `Set-ReceiveConnector ${world} -PermissionGroups ${groups}`);
      assert.match(await mail(), expected, groups);
    }
  },
);
