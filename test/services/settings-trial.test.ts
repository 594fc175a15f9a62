import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { LineClient } from '../support/line-client.ts';
import { startServer, type TestServer } from '../support/server.ts';

async function done(server: TestServer, command: string): Promise<string> {
  const said = await server.shell(command);
  assert.equal(said.exitCode, 0, `${command}: ${said.stderr}`);
  return said.stdout.trim();
}

const limit = '(Get-ImapSettings).MaxConnectionsPerUser';

test('a trial that nobody confirms is undone: settings, connectors, and what services run with', async (t) => {
  const server = await startServer(t, { manualClock: true });
  await done(
    server,
    `Start-SettingsTrial -Minutes 10 {
       Set-ImapSettings -MaxConnectionsPerUser 3 -Banner 'on trial'
       Restart-Service MSExchangeImap4
       Get-ReceiveConnector "*Client Frontend*" | Set-ReceiveConnector -Fqdn trial.test
       New-AcceptedDomain -Name kept -DomainName kept.test | Out-Null
     }`,
  );
  assert.equal(await done(server, limit), '3');
  const greeting = async (): Promise<string> => {
    const client = await LineClient.connect(server.ports.imap);
    const line = (await client.line()) ?? '';
    client.close();
    return line;
  };
  assert.match(await greeting(), /on trial/);
  server.advance(10 * 60_000);
  // The roll-back is under way; the limit of the test ends a wait for nothing.
  while ((await done(server, 'Get-SettingsTrial')) !== '');
  assert.equal(await done(server, limit), '16');
  assert.doesNotMatch(await done(server, '(Get-ReceiveConnector "*Client Frontend*").Fqdn'), /trial/);
  while (/on trial/.test(await greeting()));
});

test('a confirmed trial stays; a second one at the same time is refused', async (t) => {
  const server = await startServer(t, { manualClock: true });
  await done(server, 'Start-SettingsTrial { Set-ImapSettings -MaxConnectionsPerUser 5 }');
  const second = await server.shell('Start-SettingsTrial { Set-ImapSettings -MaxConnectionsPerUser 6 }');
  assert.equal(second.exitCode, 1);
  assert.match(second.stderr, /A trial of local administrator runs until/);
  assert.equal(await done(server, limit), '5', 'the block of the refused one did not run');
  await done(server, 'Confirm-SettingsTrial');
  server.advance(60 * 60_000);
  assert.equal(await done(server, limit), '5');
  assert.equal((await server.shell('Stop-SettingsTrial')).exitCode, 1);
});

test('a block that breaks off is undone at once', async (t) => {
  const server = await startServer(t);
  const said = await server.shell(
    'Start-SettingsTrial { Set-ImapSettings -MaxConnectionsPerUser 7; Set-ImapSettings -LoginType Nonsense }',
  );
  assert.equal(said.exitCode, 1);
  assert.equal(await done(server, limit), '16');
  assert.equal(await done(server, 'Get-SettingsTrial'), '');
});

test('a server that ends during a trial begins again without it', async (t) => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'relais-trial-'));
  t.after(() => rm(dataDirectory, { recursive: true, force: true }));
  const first = await startServer(t, { dataDirectory });
  await done(
    first,
    'Start-SettingsTrial { Set-ImapSettings -MaxConnectionsPerUser 9; Restart-Service MSExchangeImap4 }',
  );
  await first.stop();
  const second = await startServer(t, { dataDirectory });
  assert.equal(await done(second, limit), '16');
  assert.equal(await done(second, 'Get-SettingsTrial'), '');
});
