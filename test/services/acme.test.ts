import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { connect, type PeerCertificate } from 'node:tls';
import { HttpCmdletHost, nodeFileAccess, runCommand } from '@relais/shell';
import { startPostgres } from '../support/postgres.ts';
import { missingPebble, startPebble, type TestPebble } from '../support/pebble.ts';
import { startServer, type TestServer } from '../support/server.ts';

const missing = missingPebble();

async function pebbleFor(t: TestContext, of: Parameters<typeof startPebble>[0]): Promise<TestPebble> {
  const pebble = await startPebble(of);
  t.after(() => pebble.stop());
  return pebble;
}

/** The server as an administrator sets it up for this authority; what is said of it. */
async function use(server: TestServer, pebble: TestPebble, more = ''): Promise<string> {
  await writeFile(join(server.dataDirectory, 'authority.pem'), pebble.authority);
  let said = '';
  await runCommand({
    host: new HttpCmdletHost({ socketPath: server.running.socketPath }),
    files: nodeFileAccess(server.dataDirectory),
    text:
      `Set-TransportConfig -DnsServers ${pebble.dns} -WarningAction SilentlyContinue; ` +
      `Set-AcmeCertificate -DirectoryUrl ${pebble.url} -AuthorityCertificateFile authority.pem ${more}`,
    stdout: (chunk) => void (said += chunk),
    stderr: (chunk) => void (said += chunk),
  });
  return said;
}

function presented(port: number, servername: string): Promise<PeerCertificate> {
  const { promise, resolve, reject } = Promise.withResolvers<PeerCertificate>();
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, servername }, () => {
    resolve(socket.getPeerCertificate());
    socket.destroy();
  });
  socket.on('error', reject);
  return promise;
}

test('a certificate is obtained for the names once its terms are agreed to, serves at once, and is renewed with the same key', {
  skip: missing,
}, async (t) => {
  const server = await startServer(t);
  const pebble = await pebbleFor(t, { httpPort: server.ports.http });
  const off = await server.shell('Update-AcmeCertificate');
  assert.match(off.stderr, /switched off/);
  assert.match(
    await use(server, pebble, '-DomainName mail.contoso.test -Enabled $true'),
    /Read the terms of service of the authority, data:text/,
  );
  assert.match((await server.shell('(Get-AcmeCertificate).Status')).stdout, /^Disabled/);
  const before = await presented(server.ports.https, 'mail.contoso.test');
  const names = 'mail.contoso.test,imap.contoso.test';
  assert.equal(
    await use(server, pebble, `-DomainName ${names} -TermsOfServiceAgreed $true -Contact postmaster@contoso.test`),
    '',
  );
  const checks = await server.shell(
    'Test-AcmeCertificate | ForEach-Object { "$($_.Check) $($_.Target) $($_.Result)" }',
  );
  assert.deepEqual(
    checks.stdout.trim().split('\n').toSorted(),
    [
      'CAA imap.contoso.test Success',
      'CAA mail.contoso.test Success',
      'DNS imap.contoso.test Success',
      'DNS mail.contoso.test Success',
      `Directory ${pebble.url} Success`,
      'HTTP imap.contoso.test Success',
      'HTTP mail.contoso.test Success',
    ],
    checks.stderr,
  );
  const got = await server.shell(
    'Set-AcmeCertificate -Enabled $true; $c = Update-AcmeCertificate; "$($c.Status) $($c.Thumbprint)"',
  );
  // It may have been there before Update- was asked for it.
  assert.match(got.stdout, /^Valid [0-9A-F]{40}$/m, got.stderr);
  const first = await presented(server.ports.https, 'mail.contoso.test');
  assert.notEqual(first.fingerprint, before.fingerprint);
  assert.match(
    first.subjectaltname ?? '',
    /DNS:imap\.contoso\.test, DNS:mail\.contoso\.test|DNS:mail\.contoso\.test, DNS:imap\.contoso\.test/,
  );
  assert.match(String(first.issuer.CN), /Pebble/);
  const shown = await server.shell(
    'Get-ExchangeCertificate -DomainName imap.contoso.test | ForEach-Object { "$($_.FriendlyName)|$($_.Services)" }',
  );
  assert.equal(shown.stdout.trim(), 'ACME|IMAP, POP, IIS, SMTP');
  // A session that began with the first one goes on while the next takes its place.
  const open = connect({
    port: server.ports.imaps,
    host: '127.0.0.1',
    rejectUnauthorized: false,
    servername: 'mail.contoso.test',
  });
  t.after(async () => void open.destroy());
  await new Promise((resolve) => open.once('data', resolve));
  assert.match((await server.shell('Update-AcmeCertificate')).stderr, /not due yet/);
  const kept = await server.shell(
    'Remove-ExchangeCertificate (Get-AcmeCertificate).Thumbprint -Confirm:$false; (Get-AcmeCertificate).Status',
  );
  assert.match(kept.stderr, /would come back/);
  const again = await server.shell('(Update-AcmeCertificate -Force).Status');
  assert.equal(again.stdout.trim(), 'Valid', again.stderr);
  const next = await presented(server.ports.https, 'mail.contoso.test');
  assert.notEqual(next.fingerprint, first.fingerprint);
  assert.deepEqual(next.pubkey, first.pubkey);
  const answered = new Promise<string>((resolve) => open.once('data', (chunk: Buffer) => resolve(chunk.toString())));
  open.write('a NOOP\r\n');
  assert.match(await answered, /^a OK/);
  // IMAP4 presents the name that it is told to; Set-AcmeCertificate says how.
  assert.notEqual((await presented(server.ports.imaps, 'mail.contoso.test')).fingerprint, next.fingerprint);
  const [, mending = ''] = /To have them present this one: (.*)/.exec(got.stderr) ?? [];
  assert.match(mending, /^Set-ImapSettings -X509CertificateName mail\.contoso\.test; .*Client Frontend/);
  await server.shell(mending);
  for (const port of [server.ports.imaps, server.ports.pop3s, server.ports.smtps])
    assert.equal((await presented(port, 'mail.contoso.test')).fingerprint, next.fingerprint);
  assert.doesNotMatch(
    (await server.shell('Set-AcmeCertificate -Enabled $true -Services IMAP,POP,SMTP,IIS')).stderr,
    /another name/,
  );
  const files = await readdir(join(server.dataDirectory, 'certificates'));
  assert.equal(files.filter((name) => /^[0-9A-F]{40}\.crt\.pem$/.test(name)).length, 1, 'the one before is gone');
  await server.shell('Update-AcmeCertificate -NewKey');
  assert.notDeepEqual((await presented(server.ports.https, 'mail.contoso.test')).pubkey, first.pubkey);
  const audit = await server.shell('Search-AdminAuditLog -Cmdlets Set-AcmeCertificate | ConvertTo-Json -Depth 6');
  assert.doesNotMatch(audit.stdout, /PRIVATE KEY|LS0tLS1CRUdJTi/);
});

test('what the authority says of a failure is shown, in the log too, and the next attempt waits', {
  skip: missing,
}, async (t) => {
  const server = await startServer(t);
  // Nobody answers there.
  const pebble = await pebbleFor(t, { httpPort: 9 });
  await pebble.addCaa('closed.contoso.test', 'another.example');
  await use(server, pebble, '-DomainName mail.contoso.test -TermsOfServiceAgreed $true');
  const failed = await server.shell('Set-AcmeCertificate -Enabled $true; Update-AcmeCertificate');
  assert.match(failed.stderr, /could not prove mail\.contoso\.test: .*127\.0\.0\.1:9.*\(connection\)/);
  const state = await server.shell(
    '$c = Get-AcmeCertificate; "$($c.Status) $($c.Failures -ge 1) $($c.NextAttempt -gt (Get-Date))"; $c.LastError',
    { language: 'fr' },
  );
  assert.match(state.stdout, /^Failed True True\nL’autorité de certification n’a pas pu prouver/);
  assert.match(
    (await server.shell('Get-EventLog Application -Newest 5 | Format-List')).stdout,
    /acme-certificate-not-obtained/,
  );
  assert.match(
    (await server.shell('Get-HealthReport | ForEach-Object { "$($_.HealthSet) $($_.AlertValue)" }')).stdout,
    /^Certificates Unhealthy$/m,
  );
  const asked = request({ socketPath: server.running.socketPath, path: '/metrics' }).end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  assert.match(await text(answer), /^relais_acme_failures [1-9]$/m);
  const refused = await server.shell(
    "Test-AcmeCertificate closed.contoso.test | Where-Object { $_.Check -eq 'CAA' } | ForEach-Object { $_.Details }",
  );
  assert.match(refused.stdout, /another\.example/);
  for (const [name, why] of [
    ['*.contoso.test', /name each host/],
    ['192.0.2.1', /can't be the name/],
    ['intranet', /can't be the name/],
    ['../../etc/passwd', /can't be the name/],
  ] as const)
    assert.match((await server.shell(`Set-AcmeCertificate -DomainName '${name}'`)).stderr, why);
  const closed = await server.shell(
    'Set-WebServiceSettings -HttpBindings $null; iisreset; Set-AcmeCertificate -Enabled $true',
  );
  assert.match(closed.stderr, /The HTTP port is closed/);
  assert.match(
    (await server.shell('Set-AcmeCertificate -DirectoryUrl http://localhost/dir')).stderr,
    /must begin with https/,
  );
});

test('an authority for customers only takes its key, which nobody sees again', { skip: missing }, async (t) => {
  const server = await startServer(t);
  const macKey = 'zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W';
  const pebble = await pebbleFor(t, { httpPort: server.ports.http, externalAccount: { keyId: 'kid-1', macKey } });
  const said = await use(server, pebble, '-DomainName mail.contoso.test -TermsOfServiceAgreed $true -Enabled $true');
  assert.match(said, /serves its customers only/);
  assert.equal(await use(server, pebble, '-DomainName mail.contoso.test -TermsOfServiceAgreed $true'), '');
  const got = await server.shell(
    `Set-AcmeCertificate -Enabled $true -ExternalAccountKeyId kid-1 -ExternalAccountHmacKey (ConvertTo-SecureString '${macKey}' -AsPlainText -Force); Update-AcmeCertificate | Out-Null; Get-AcmeCertificate | ConvertTo-Json -Depth 5; Search-AdminAuditLog | ConvertTo-Json -Depth 6`,
  );
  assert.match(got.stdout, /"Status": +"Valid"/, got.stderr);
  assert.match(got.stdout, /"ExternalAccountKeyId": +"kid-1"/);
  assert.ok(!got.stdout.includes(macKey));
});

test('of two nodes on one database one asks, the other answers the authority, and both present the certificate', {
  skip: missing,
}, async (t) => {
  const postgres = await startPostgres();
  t.after(() => postgres.stop());
  const databaseUrl = await postgres.newDatabase();
  const one = await startServer(t, { databaseUrl, serverName: 'CAS01' });
  const other = await startServer(t, { databaseUrl, serverName: 'CAS02' });
  const pebble = await pebbleFor(t, { httpPort: other.ports.http });
  await use(one, pebble, '-DomainName mail.contoso.test -TermsOfServiceAgreed $true');
  const got = await one.shell('Set-AcmeCertificate -Enabled $true; (Update-AcmeCertificate).Status');
  assert.match(got.stdout, /^Valid$/m, got.stderr);
  const expected = (await presented(one.ports.https, 'mail.contoso.test')).fingerprint;
  // The other hears of it within a second.
  for (;;) {
    if ((await presented(other.ports.https, 'mail.contoso.test')).fingerprint === expected) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const stranger = await fetch(
    `http://127.0.0.1:${other.ports.http}/.well-known/acme-challenge/..%2f..%2fetc%2fpasswd`,
  );
  assert.equal(stranger.status, 404);
  const unknown = await fetch(`http://127.0.0.1:${other.ports.http}/.well-known/acme-challenge/${'x'.repeat(43)}`);
  assert.equal(unknown.status, 404);
  assert.ok((await readFile(join(other.dataDirectory, 'certificates', 'services.json'), 'utf8')).includes('IMAP'));
});
