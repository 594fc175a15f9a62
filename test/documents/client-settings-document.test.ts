import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startServer } from '../support/server.ts';

// The command blocks of "Autoriser les utilisateurs finals à visualiser les paramètres de serveur POP3, IMAP4 et SMTP
// dans Outlook Web App", in order, as printed there (the trailing space of the fifth included).
const blocks = [
  'Set-PopSettings -ExternalConnectionSettings {Dublin01.Contoso.com:995:SSL}',
  'Set-ImapSettings -ExternalConnectionSettings {Dublin01.Contoso.com:993:SSL}',
  'iisreset',
  'Get-PopSettings | format-list',
  'Get-ImapSettings | format-list',
  'Get-ReceiveConnector "*Client Frontend*" | Set-ReceiveConnector -Fqdn Server.Contoso.com -AdvertiseClientSettings $true ',
  'Get-ReceiveConnector | format-list',
] as const;

test('each command block runs as printed; what users see changes at iisreset and not before', async (t) => {
  const server = await startServer(t, { serverName: 'CAS01' });
  const run = async (line: string): Promise<string> => {
    const said = await server.shell(line);
    assert.equal(said.exitCode, 0, `${line}\n${said.stderr}`);
    return said.stdout;
  };
  const shown = (): Promise<string> =>
    run(`Get-CASMailbox ${server.users.alice.address} -ProtocolSettings | Format-List External*Settings`);

  const nothing = await shown();
  assert.match(nothing, /^ExternalPopSettings\s*: *$/m);
  assert.match(nothing, /^ExternalImapSettings\s*: *$/m);
  assert.match(nothing, /^ExternalSmtpSettings\s*: *$/m);

  await run(blocks[0]);
  await run(blocks[1]);
  assert.equal(await shown(), nothing, 'before iisreset nothing has changed for users');
  await run('Restart-Service MSExchangePop3');
  await run('Restart-Service MSExchangeImap4');
  assert.equal(await shown(), nothing, 'a restart of POP3 or IMAP4 is not what the document asks for');
  await run(blocks[2]);
  const clients = await shown();
  assert.match(clients, /^ExternalPopSettings\s*: .*Dublin01\.Contoso\.com:995:SSL/m);
  assert.match(clients, /^ExternalImapSettings\s*: .*Dublin01\.Contoso\.com:993:SSL/m);
  assert.match(clients, /^ExternalSmtpSettings\s*: *$/m);

  assert.match(await run(blocks[3]), /^ExternalConnectionSettings\s*: \{Dublin01\.Contoso\.com:995:SSL\}$/m);
  assert.match(await run(blocks[4]), /^ExternalConnectionSettings\s*: \{Dublin01\.Contoso\.com:993:SSL\}$/m);

  assert.match(
    await run('Get-ReceiveConnector "*Client Frontend*" | format-list AdvertiseClientSettings'),
    /AdvertiseClientSettings\s*: False/,
  );
  await run(blocks[5]);
  assert.equal(await shown(), clients, 'the connector’s settings, too, wait for iisreset');
  await run('iisreset');
  assert.match(await shown(), /^ExternalSmtpSettings\s*: .*Server\.Contoso\.com:\d+:TLS/m);
  const connectors = await run(blocks[6]);
  assert.match(connectors, /^AdvertiseClientSettings\s*: True$/m);
  assert.match(connectors, /^AdvertiseClientSettings\s*: False$/m, 'only the client connector advertises');

  await run(`Set-CASMailbox ${server.users.alice.address} -PopEnabled $false`);
  await run('iisreset');
  assert.match(
    await shown(),
    /^ExternalPopSettings\s*: *$/m,
    'a protocol that is disabled for the user is not shown to him',
  );
});

test('the session that connected before keeps its connection over iisreset', async (t) => {
  const server = await startServer(t, { serverName: 'CAS01' });
  const { LineClient } = await import('../support/line-client.ts');
  const client = await LineClient.connect(server.ports.imaps, { tls: true });
  await client.line();
  assert.equal((await server.shell('iisreset')).exitCode, 0);
  assert.match((await client.command('a', 'NOOP')).at(-1) ?? '', /^a OK/);
  client.close();
});
