import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startServer, type TestServer } from '../support/server.ts';

type Row = Readonly<Record<string, unknown>>;

async function rows(server: TestServer, command: string): Promise<readonly Row[]> {
  const said = await server.shell(`ConvertTo-Json @(${command})`);
  assert.equal(said.exitCode, 0, said.stderr);
  return JSON.parse(said.stdout) as readonly Row[];
}

test('Test-ImapConnectivity and Test-PopConnectivity sign in over every kind of connection', async (t) => {
  const server = await startServer(t);
  for (const noun of ['Imap', 'Pop']) {
    for (const type of ['Ssl', 'Tls']) {
      const [row] = await rows(server, `Test-${noun}Connectivity -ConnectionType ${type} -TrustAnySSLCertificate`);
      assert.equal(row?.Result, 'Success', JSON.stringify(row));
      assert.equal(row?.ConnectionType, type);
      assert.equal(row?.ClientAccessServer, server.running.facts.fqdn);
    }
    // SecureLogin: no password on a plain connection.
    const [plain] = await rows(server, `Test-${noun}Connectivity -ConnectionType Plaintext -LightMode`);
    assert.equal(plain?.Result, 'Failure');
    assert.match(String(plain?.Error), /Error: The server answered/);
  }
});

test('Test-ImapConnectivity with somebody’s own password says when it is wrong, and when the service is stopped', async (t) => {
  const server = await startServer(t);
  const { alice } = server.users;
  const withPassword = (password: string): string =>
    `$c = New-Object PSCredential('${alice.address}', (ConvertTo-SecureString '${password}' -AsPlainText -Force)); `;
  const test_ = async (password: string): Promise<Row> => {
    const said = await server.shell(
      `${withPassword(password)} Test-ImapConnectivity -LightMode -TrustAnySSLCertificate -MailboxCredential $c | ConvertTo-Json`,
    );
    assert.equal(said.exitCode, 0, said.stderr);
    return JSON.parse(said.stdout) as Row;
  };
  assert.equal((await test_(alice.password)).Result, 'Success');
  assert.equal((await test_('not her password')).Result, 'Failure');
  await server.shell('Stop-Service MSExchangeImap4');
  const [stopped] = await rows(server, 'Test-ImapConnectivity');
  assert.match(String(stopped?.Error), /Nothing listens on port/);
});

test('Test-SmtpConnectivity has a row for each binding', async (t) => {
  const server = await startServer(t);
  const found = await rows(server, 'Test-SmtpConnectivity');
  assert.ok(found.length >= 3, JSON.stringify(found));
  assert.deepEqual(new Set(found.map(({ StatusCode }) => StatusCode)), new Set(['Success']));
});

test('Test-ConnectionSettings says what really answers for each setting that users are given', async (t) => {
  const server = await startServer(t);
  const { imaps, pop3 } = server.ports;
  await server.shell(
    `Set-ImapSettings -ExternalConnectionSettings localhost:${imaps}:SSL,no-such-host.invalid:993:SSL; Set-PopSettings -ExternalConnectionSettings localhost:${pop3}:TLS; Get-ReceiveConnector "*Client Frontend*" | Set-ReceiveConnector -Fqdn localhost -AdvertiseClientSettings $true`,
  );
  const found = await rows(server, 'Test-ConnectionSettings -Scope External');
  const by = (setting: string): Row => found.find(({ Setting }) => Setting === setting) ?? {};
  const imap = by(`localhost:${imaps}:SSL`);
  assert.equal(imap.SignIn, 'Success', JSON.stringify(imap));
  // Nobody vouches for the self-signed certificate; its name fits.
  assert.equal(imap.Result, 'Warning');
  assert.equal(imap.CertificateFitsName, true);
  assert.equal(imap.CertificateTrusted, false);
  assert.equal(imap.Published, false, 'users see it after iisreset');
  const pop = by(`localhost:${pop3}:TLS`);
  assert.equal(pop.StartTlsOffered, true);
  assert.equal(pop.SignIn, 'Success');
  const unknown = by('no-such-host.invalid:993:SSL');
  assert.equal(unknown.NameResolves, false);
  assert.equal(unknown.Result, 'Failure');
  assert.match(String(unknown.Error), /not known to the name service/);
  const smtp = found.find(({ Protocol }) => Protocol === 'SMTP');
  assert.equal(smtp?.SignIn, 'Success', JSON.stringify(smtp));
  await server.shell('iisreset');
  const after = await rows(server, 'Test-ConnectionSettings -Scope External -Protocol IMAP4');
  assert.deepEqual(
    after.map(({ Published }) => Published),
    [true, true],
  );
});

test('Test-OutlookWebServices fails before anything is published and succeeds afterwards', async (t) => {
  const server = await startServer(t);
  const results = async (): Promise<readonly unknown[]> =>
    (await rows(server, 'Test-OutlookWebServices alice -TrustAnySSLCertificate')).map(({ Result }) => Result);
  assert.deepEqual(await results(), ['Failure', 'Failure']);
  await server.shell(
    'Set-ImapSettings -ExternalConnectionSettings {mail.example.test:993:SSL}; Get-ReceiveConnector "*Client Frontend*" | Set-ReceiveConnector -AdvertiseClientSettings $true; iisreset',
  );
  assert.deepEqual(await results(), ['Success', 'Success']);
});
