import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LineClient } from '../support/line-client.ts';
import { startServer } from '../support/server.ts';

const doors = [
  { service: 'MSExchangeImap4', port: 'imap', greeting: /^\* OK / },
  { service: 'MSExchangePop3', port: 'pop3', greeting: /^\+OK / },
  { service: 'MSExchangeFrontEndTransport', port: 'smtp', greeting: /^220 / },
] as const;

for (const { service, port, greeting } of doors) {
  test(`Restart-Service ${service} refuses no connection: whoever connects meanwhile is greeted`, async (t) => {
    const server = await startServer(t);
    let restarting = true;
    let greeted = 0;
    const knocking = (async () => {
      while (restarting || greeted === 0) {
        const client = await LineClient.connect(server.ports[port]);
        const line = await client.line();
        // A connection of the moment before the restart may be closed with a word; it is never refused or cut.
        assert.match(line ?? '', greeting, 'a connection was accepted and not greeted');
        greeted += 1;
        client.close();
      }
    })();
    for (let round = 0; round < 3; round += 1) {
      const said = await server.shell(`Restart-Service ${service}`);
      assert.equal(said.exitCode, 0, said.stderr);
    }
    restarting = false;
    await knocking;
    assert.ok(greeted > 0);
  });
}

test('a binding that cannot be opened leaves the service as it was, and says why', async (t) => {
  const server = await startServer(t);
  const taken = server.ports.smtp;
  assert.equal(
    (await server.shell(`Set-ImapSettings -UnencryptedOrTLSBindings 127.0.0.1:${server.ports.imap},127.0.0.1:${taken}`))
      .exitCode,
    0,
  );
  const said = await server.shell('Restart-Service MSExchangeImap4');
  assert.equal(said.exitCode, 1);
  assert.match(said.stderr, new RegExp(`127\\.0\\.0\\.1:${taken}`));
  const client = await LineClient.connect(server.ports.imap);
  assert.match((await client.line()) ?? '', /^\* OK /, 'the service goes on with what it had');
  client.close();
});

test('a stopped service accepts nobody, a started one does, and the start-up type is kept', async (t) => {
  const server = await startServer(t);
  assert.equal((await server.shell('Stop-Service MSExchangePop3')).exitCode, 0);
  await assert.rejects(LineClient.connect(server.ports.pop3), /ECONNREFUSED/);
  assert.match((await server.shell('Get-Service MSExchangePop3')).stdout, /Stopped/);
  assert.equal((await server.shell('net start MSExchangePop3')).exitCode, 0);
  const client = await LineClient.connect(server.ports.pop3);
  assert.match((await client.line()) ?? '', /^\+OK /);
  client.close();
  assert.equal((await server.shell('Set-Service MSExchangePop3 -StartupType Manual')).exitCode, 0);
  assert.match((await server.shell('Get-Service MSExchangePop3 | Format-List StartType')).stdout, /Manual/);
});

test('New- and Set-ReceiveConnector say which binding could not be opened; Get-ServerHealth too; others open', async (t) => {
  const server = await startServer(t);
  // A port of this server's range that nothing listens on: the range is taken for this test alone.
  const port = server.ports.smtp + 100;
  const bad = await server.shell('New-ReceiveConnector -Name Bad -Internet -Bindings 192.0.2.9:5555');
  assert.equal(bad.exitCode, 0, bad.stderr);
  const words =
    /"Bad" does not listen on 192\.0\.2\.9:5555: 192\.0\.2\.9 is no address of this machine, so 192\.0\.2\.9:5555 cannot be opened/;
  assert.match(oneLine(bad), words);
  const good = await server.shell(`New-ReceiveConnector -Name Good -Internet -Bindings 127.0.0.1:${port}`);
  assert.doesNotMatch(oneLine(good), /does not listen/);
  const client = await LineClient.connect(port);
  assert.match((await client.line()) ?? '', /^220 /);
  client.close();
  assert.match(oneLine(await server.shell('Set-ReceiveConnector Bad -Comment still')), words);
  const health = 'Get-ServerHealth -HealthSet FrontendTransport | Format-List AlertValue,UnopenedBindings';
  assert.match(oneLine(await server.shell(health)), /Unhealthy.*192\.0\.2\.9:5555/);
  await server.shell('Remove-ReceiveConnector Bad -Confirm:$false');
  assert.doesNotMatch(oneLine(await server.shell(health)), /Unhealthy/);
});

test('Set-ReceiveConnector -TlsCertificateName says when there is no such certificate', async (t) => {
  const server = await startServer(t);
  const said = await server.shell('Set-ReceiveConnector "Client Frontend CAS01" -TlsCertificateName foo');
  assert.equal(said.exitCode, 0, said.stderr);
  assert.match(oneLine(said), /There is no certificate "foo" here; the one for .* will be presented/);
  const { issuer, subject } = server.running.certificate;
  const known = await server.shell(
    `Set-ReceiveConnector "Client Frontend CAS01" -TlsCertificateName '<I>${issuer}<S>${subject}'`,
  );
  assert.equal(known.exitCode, 0, known.stderr);
  assert.doesNotMatch(oneLine(known), /There is no certificate/);
});

function oneLine({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }): string {
  return `${stdout}${stderr}`.replaceAll(/\s+/g, ' ');
}
