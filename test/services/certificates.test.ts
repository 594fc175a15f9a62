import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { connect } from 'node:tls';
import { promisify } from 'node:util';
import { HttpCmdletHost, nodeFileAccess, runCommand } from '@relais/shell';
import { makeSelfSigned } from '../../server/src/platform/tls/self-signed.ts';
import { startServer, type TestServer } from '../support/server.ts';

const run = promisify(execFile);

async function folderOf(t: { after(work: () => Promise<void>): void }): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'relais-certificates-'));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}

async function shell(server: TestServer, folder: string, text: string): Promise<{ out: string; code: number }> {
  let out = '';
  const code = await runCommand({
    host: new HttpCmdletHost({ socketPath: server.running.socketPath }),
    files: nodeFileAccess(folder),
    text,
    stdout: (chunk) => void (out += chunk),
    stderr: (chunk) => void (out += chunk),
  });
  return { out, code };
}

/** The first name of the certificate that a port presents. */
function presented(port: number, servername?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      port,
      host: '127.0.0.1',
      rejectUnauthorized: false,
      ...(servername ? { servername } : {}),
    });
    socket.on('error', reject);
    socket.on('secureConnect', () => {
      resolve(socket.getPeerCertificate().subject.CN as string);
      socket.destroy();
    });
  });
}

test('a PEM certificate is imported, enabled for a service, presented by it alone, and removed', async (t) => {
  const server = await startServer(t);
  const folder = await folderOf(t);
  const pair = await makeSelfSigned(['mail.contoso.com'], Date.now());
  await writeFile(join(folder, 'mail.pem'), pair.key + pair.certificate);
  const imported = await shell(
    server,
    folder,
    "$c = Import-ExchangeCertificate -FileData ([System.IO.File]::ReadAllBytes('mail.pem')); $c.Services; $c.Thumbprint",
  );
  assert.equal(imported.code, 0, imported.out);
  const [services, thumbprint = ''] = imported.out.trim().split(/\s+/);
  assert.equal(services, 'None');
  assert.notEqual(await presented(server.ports.imaps), 'mail.contoso.com', 'nothing presents it yet');
  assert.equal((await shell(server, folder, `Enable-ExchangeCertificate ${thumbprint} -Services IMAP,SMTP`)).code, 0);
  assert.equal(
    await presented(server.ports.imaps),
    await presented(server.ports.pop3s),
    'the name of IMAP4 has its own',
  );
  await shell(
    server,
    folder,
    'Set-ImapSettings -X509CertificateName mail.contoso.com; Set-PopSettings -X509CertificateName mail.contoso.com; Restart-Service MSExchangeImap4,MSExchangePop3',
  );
  assert.equal(await presented(server.ports.imaps), 'mail.contoso.com');
  assert.notEqual(await presented(server.ports.pop3s), 'mail.contoso.com', 'POP was not enabled');
  assert.match((await shell(server, folder, `(Get-ExchangeCertificate ${thumbprint}).Services`)).out, /IMAP, SMTP/);
  const audit = await shell(
    server,
    folder,
    'Search-AdminAuditLog -Cmdlets Import-ExchangeCertificate | ConvertTo-Json -Depth 6',
  );
  assert.match(audit.out, /\(file\)/);
  assert.doesNotMatch(audit.out, /LS0tLS1CRUdJTi/);
  assert.equal((await shell(server, folder, `Remove-ExchangeCertificate ${thumbprint} -Confirm:$false`)).code, 0);
  assert.notEqual(await presented(server.ports.imaps), 'mail.contoso.com');
  assert.deepEqual(
    (await readdir(join(server.dataDirectory, 'certificates'))).filter((name) => name.startsWith(thumbprint)),
    [],
  );
});

test('a PFX file needs its password; a wrong one and a file that is none are refused with the reason', async (t) => {
  const server = await startServer(t);
  const folder = await folderOf(t);
  const pair = await makeSelfSigned(['pfx.contoso.com'], Date.now());
  await writeFile(join(folder, 'c.pem'), pair.certificate);
  await writeFile(join(folder, 'k.pem'), pair.key);
  try {
    await run(
      'openssl',
      ['pkcs12', '-export', '-in', 'c.pem', '-inkey', 'k.pem', '-out', 'c.pfx', '-passout', 'pass:secret'],
      { cwd: folder },
    );
  } catch (cause) {
    if ((cause as { code?: string }).code !== 'ENOENT') throw cause;
    return t.skip('this machine has no openssl to make a PFX file with');
  }
  const attempt = (password: string, file = 'c.pfx') =>
    shell(
      server,
      folder,
      `Import-ExchangeCertificate -FileData ([System.IO.File]::ReadAllBytes('${file}')) -Password (ConvertTo-SecureString '${password}' -AsPlainText -Force) | Enable-ExchangeCertificate -Services IIS`,
    );
  assert.match((await attempt('wrong')).out, /the password is wrong for this PFX file/);
  assert.match((await attempt('secret', 'k.pem')).out, /holds no PEM certificate/);
  await writeFile(join(folder, 'junk'), 'junk');
  assert.match((await attempt('secret', 'junk')).out, /no PFX file|cannot be read/);
  const good = await attempt('secret');
  assert.equal(good.code, 0, good.out);
  assert.equal(await presented(server.ports.https, 'pfx.contoso.com'), 'pfx.contoso.com');
  const text = await readFile(join(server.dataDirectory, 'certificates', 'services.json'), 'utf8');
  assert.match(text, /"IIS"/);
});

test('New-ExchangeCertificate makes a self-signed one; the default one stays', async (t) => {
  const server = await startServer(t);
  const folder = await folderOf(t);
  const made = await shell(
    server,
    folder,
    'New-ExchangeCertificate -DomainName a.contoso.com,b.contoso.com -Services IIS | Format-List CertificateDomains,Services,IsSelfSigned',
  );
  assert.match(made.out, /\{a\.contoso\.com, b\.contoso\.com\}/);
  assert.equal(await presented(server.ports.https, 'b.contoso.com'), 'a.contoso.com');
  const refused = await shell(
    server,
    folder,
    'Get-ExchangeCertificate -DomainName localhost | Remove-ExchangeCertificate -Confirm:$false',
  );
  assert.match(refused.out, /serves every name that no other has/);
});

test('a request for an authority is answered by importing the certificate without its key', async (t) => {
  const server = await startServer(t);
  const folder = await folderOf(t);
  const asked = await shell(
    server,
    folder,
    "$asked = New-ExchangeCertificate -GenerateRequest -SubjectName 'c = fr,s=Rhône,o=Contoso,cn=mail.contoso.com' -DomainName imap.contoso.com -PrivateKeyExportable $true; Set-Content mail.req -Value $asked; Get-ExchangeCertificate | Format-List Status,Subject",
  );
  assert.equal(asked.code, 0, asked.out);
  assert.match(asked.out, /Status +: PendingRequest\s+Subject : CN=mail\.contoso\.com, O=Contoso, ST=Rhône, C=fr/);
  // An authority of the test's own signs what it is asked for.
  const openssl = (...args: readonly string[]) => run('openssl', args, { cwd: folder });
  const { stdout: seen } = await openssl('req', '-in', 'mail.req', '-noout', '-text', '-verify');
  assert.match(seen, /CN ?= ?mail\.contoso\.com/);
  assert.match(seen, /DNS:mail\.contoso\.com, DNS:imap\.contoso\.com/);
  await openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    'ca.key',
    '-out',
    'ca.crt',
    '-subj',
    '/CN=Test CA',
  );
  const signing = [
    'x509',
    '-req',
    '-in',
    'mail.req',
    '-CA',
    'ca.crt',
    '-CAkey',
    'ca.key',
    '-CAcreateserial',
    '-days',
    '30',
  ];
  await openssl(...signing, '-copy_extensions', 'copy', '-out', 'mail.crt');
  // Authorities answer in DER and PKCS #7, too.
  await openssl('x509', '-in', 'mail.crt', '-outform', 'DER', '-out', 'mail.cer');
  await openssl(
    'crl2pkcs7',
    '-nocrl',
    '-certfile',
    'mail.crt',
    '-certfile',
    'ca.crt',
    '-outform',
    'DER',
    '-out',
    'mail.p7b',
  );
  const imported = await shell(
    server,
    folder,
    "Import-ExchangeCertificate -FileData ([System.IO.File]::ReadAllBytes('mail.p7b')) | Enable-ExchangeCertificate -Services IMAP",
  );
  assert.equal(imported.code, 0, imported.out);
  const set = 'Set-ImapSettings -X509CertificateName imap.contoso.com; Restart-Service MSExchangeImap4';
  assert.equal((await shell(server, folder, set)).code, 0);
  assert.equal(await presented(server.ports.imaps, 'imap.contoso.com'), 'mail.contoso.com');
  // Given up, its key is gone; the other was answered and is no request any more.
  const given = await shell(
    server,
    folder,
    [
      'New-ExchangeCertificate -GenerateRequest -DomainName other.contoso.com | Out-Null',
      'Get-ExchangeCertificate | Where-Object Status -eq PendingRequest | ForEach-Object { $_.CertificateDomains }',
      'Get-ExchangeCertificate | Where-Object Status -eq PendingRequest | Remove-ExchangeCertificate -Confirm:$false',
      "'left: ' + @(Get-ExchangeCertificate | Where-Object Status -eq PendingRequest).Count",
    ].join('; '),
  );
  assert.equal(given.code, 0, given.out);
  assert.match(given.out, /^other\.contoso\.com\s+left: 0\s*$/);
  const twoLines = 'New-ExchangeCertificate -GenerateRequest -SubjectName "CN=a`nNames: b"';
  assert.match((await shell(server, folder, twoLines)).out, /on one line/);
  // The key has been used up: the same certificate without it is nobody's any more.
  const again = await shell(
    server,
    folder,
    "Import-ExchangeCertificate -FileData ([System.IO.File]::ReadAllBytes('mail.cer'))",
  );
  assert.match(again.out, /no private key/);
});

test('Export-ExchangeCertificate writes a PFX that OpenSSL opens and that is taken again', async (t) => {
  const server = await startServer(t);
  const folder = await folderOf(t);
  const made = await shell(
    server,
    folder,
    [
      "$password = ConvertTo-SecureString 'Pfx-Passw0rd é' -AsPlainText -Force",
      '$made = New-ExchangeCertificate -DomainName mail.contoso.com',
      '$file = Export-ExchangeCertificate $made.Thumbprint -Password $password -BinaryEncoded',
      "[System.IO.File]::WriteAllBytes('out.pfx', $file.FileData)",
      'Remove-ExchangeCertificate $made.Thumbprint -Confirm:$false',
      "(Import-ExchangeCertificate -FileData ([System.IO.File]::ReadAllBytes('out.pfx')) -Password $password).CertificateDomains",
    ].join('; '),
  );
  assert.equal(made.code, 0, made.out);
  assert.match(made.out, /mail\.contoso\.com/);
  const { stdout } = await run('openssl', ['pkcs12', '-in', 'out.pfx', '-passin', 'pass:Pfx-Passw0rd é', '-nodes'], {
    cwd: folder,
  });
  assert.match(stdout, /BEGIN CERTIFICATE[\s\S]*BEGIN PRIVATE KEY|BEGIN PRIVATE KEY[\s\S]*BEGIN CERTIFICATE/);
  const refused = await shell(
    server,
    folder,
    "Get-ExchangeCertificate -DomainName mail.contoso.com | Export-ExchangeCertificate -Password (ConvertTo-SecureString 'another' -AsPlainText -Force)",
  );
  assert.match(refused.out, /whose password is another one/);
});

test('files that cannot be used do not keep the others from being read: Get-ExchangeCertificate, the event log and SIGHUP name them', async (t) => {
  const server = await startServer(t);
  const folder = await folderOf(t);
  const certificates = join(server.running.facts.dataDirectory, 'certificates');
  const good = await makeSelfSigned(['good.contoso.com'], Date.now());
  const bad = await makeSelfSigned(['bad.contoso.com'], Date.now());
  await writeFile(join(certificates, 'good.crt.pem'), good.certificate);
  await writeFile(join(certificates, 'good.key.pem'), good.key);
  await writeFile(join(certificates, 'bad.crt.pem'), bad.certificate);
  await writeFile(join(certificates, 'bad.key.pem'), good.key);
  await writeFile(join(certificates, 'odd.crt.pem'), 'not a certificate');
  const said = await server.running.reload();
  assert.equal(said.length, 2);
  assert.match(said[0] ?? '', /bad\.crt\.pem cannot be used: the key in bad\.key\.pem belongs to another/);
  const https = server.ports.https;
  assert.equal(await presented(https, 'good.contoso.com'), 'good.contoso.com');
  assert.notEqual(await presented(https, 'bad.contoso.com'), 'bad.contoso.com');
  const shown = await shell(
    server,
    folder,
    'Get-ExchangeCertificate | Where-Object { $_.Status -eq \'Invalid\' } | ForEach-Object { "$($_.Subject)|$($_.Reason)" }',
  );
  assert.match(
    shown.out,
    /^CN=bad\.contoso\.com\|the key in bad\.key\.pem belongs to another certificate\nodd\.crt\.pem\|/,
  );
  assert.match(
    (await shell(server, folder, 'Get-EventLog Application -Newest 20 | Format-List')).out,
    /certificate-unusable/,
  );
  for (const identity of ['odd', new X509Certificate(bad.certificate).fingerprint])
    assert.deepEqual(await shell(server, folder, `Remove-ExchangeCertificate ${identity} -Confirm:$false`), {
      out: '',
      code: 0,
    });
  assert.deepEqual(
    (await readdir(certificates)).filter((name) => /^(bad|odd)/.test(name)),
    [],
  );
});

test('files are read and written where the shell runs: a request, its answer, an export and its import', async (t) => {
  const server = await startServer(t);
  const folder = await folderOf(t);
  const asked = await shell(
    server,
    folder,
    [
      "New-ExchangeCertificate -GenerateRequest -RequestFile .\\mail.req -SubjectName 'CN=mail.contoso.com, O=Contoso, C=FR' -DomainName imap.contoso.com -FriendlyName 'Mail 2027' -PrivateKeyExportable $true",
      "$waiting = Get-ExchangeCertificate | Where-Object { $_.Status -eq 'PendingRequest' }",
      'Export-ExchangeCertificate $waiting.Thumbprint -FileName again.req',
      'Export-ExchangeCertificate $waiting.Thumbprint -FileName again.der -BinaryEncoded',
      '"$($waiting.FriendlyName)|$($waiting.Subject)"',
    ].join('; '),
  );
  assert.deepEqual(asked, { out: 'Mail 2027|CN=mail.contoso.com, O=Contoso, C=FR\n', code: 0 });
  const openssl = (...args: readonly string[]) => run('openssl', args, { cwd: folder });
  // Encoded from the country to the common name, as authorities have it.
  const { stdout: seen } = await openssl('req', '-in', 'mail.req', '-noout', '-subject', '-nameopt', 'RFC2253');
  assert.match(seen, /subject=\s*CN=mail\.contoso\.com,O=Contoso,C=FR/);
  assert.equal(await readFile(join(folder, 'again.req'), 'utf8'), await readFile(join(folder, 'mail.req'), 'utf8'));
  await openssl('req', '-in', 'again.der', '-inform', 'DER', '-noout', '-verify');
  const authority = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'ca.key', '-out', 'ca.crt'];
  await openssl(...authority, '-subj', '/C=FR/O=Authority/CN=Test CA');
  const signing = ['x509', '-req', '-in', 'mail.req', '-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial'];
  await openssl(...signing, '-days', '30', '-copy_extensions', 'copy', '-out', 'mail.crt');
  const password = "(ConvertTo-SecureString 'Pfx-1' -AsPlainText -Force)";
  const taken = await shell(
    server,
    folder,
    [
      '$c = Import-ExchangeCertificate -FileName mail.crt',
      '"$($c.FriendlyName)|$($c.Subject)|$($c.Issuer)|$($c.PublicKeySize)|$($c.HasPrivateKey)"',
      `Export-ExchangeCertificate $c.Thumbprint -FileName mail.pfx -BinaryEncoded -Password ${password}`,
      'Remove-ExchangeCertificate $c.Thumbprint -Confirm:$false',
      `(Import-ExchangeCertificate -FileName mail.pfx -Password ${password} -FriendlyName 'Mail again').FriendlyName`,
    ].join('; '),
  );
  assert.deepEqual(taken, {
    out: 'Mail 2027|CN=mail.contoso.com, O=Contoso, C=FR|CN=Test CA, O=Authority, C=FR|2048|True\nMail again\n',
    code: 0,
  });
  // Without a frame, as Exchange writes it when -BinaryEncoded is left out.
  await writeFile(join(folder, 'base64.pfx'), (await readFile(join(folder, 'mail.pfx'))).toString('base64'));
  const again = await shell(
    server,
    folder,
    `Get-ExchangeCertificate -DomainName mail.contoso.com | Remove-ExchangeCertificate -Confirm:$false; (Import-ExchangeCertificate -FileName base64.pfx -Password ${password}).CertificateDomains -join ','`,
  );
  assert.deepEqual(again, { out: 'mail.contoso.com,imap.contoso.com\n', code: 0 });
  for (const [command, refusal] of [
    ['Import-ExchangeCertificate -FileName nowhere.pfx', /Cannot find path 'nowhere\.pfx'/],
    ['Import-ExchangeCertificate', /Name the file \(-FileName\)/],
    ["New-ExchangeCertificate -GenerateRequest -RequestFile ''", /'RequestFile' because it is an empty string/],
    ['Get-ExchangeCertificate | Export-ExchangeCertificate -FileName x.pfx', /give the password that is to open/],
  ] as const)
    assert.match((await shell(server, folder, command)).out, refusal);
  // Another face has no files: the path is refused instead of being kept quiet.
  const call = { cmdlet: 'New-ExchangeCertificate', parameters: { GenerateRequest: true, RequestFile: 'x.req' } };
  const host = new HttpCmdletHost({ socketPath: server.running.socketPath });
  const said = [];
  for await (const record of host.invoke(call, AbortSignal.timeout(60_000))) said.push(record);
  assert.match(JSON.stringify(said), /"FileOfTheCaller"/);
});

test('a self-signed certificate has the subject and the friendly name that it was given', async (t) => {
  const server = await startServer(t);
  const folder = await folderOf(t);
  const made = await shell(
    server,
    folder,
    [
      "$c = New-ExchangeCertificate -SubjectName 'C=FR, O=Contoso, CN=mail.contoso.com' -DomainName imap.contoso.com -FriendlyName 'Contoso mail'",
      '"$($c.FriendlyName)|$($c.Subject)|$($c.Issuer)|$($c.CertificateDomains)"',
      '(New-ExchangeCertificate -DomainName other.contoso.com).FriendlyName',
    ].join('; '),
  );
  assert.deepEqual(made, {
    out: 'Contoso mail|CN=mail.contoso.com, O=Contoso, C=FR|CN=mail.contoso.com, O=Contoso, C=FR|mail.contoso.com imap.contoso.com\nMicrosoft Exchange\n',
    code: 0,
  });
  const refused = await shell(server, folder, "New-ExchangeCertificate -SubjectName 'no name'");
  assert.match(refused.out, /"no name" is no distinguished name/);
});
