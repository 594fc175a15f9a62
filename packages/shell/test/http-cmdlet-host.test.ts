import 'reflect-metadata';
import assert from 'node:assert/strict';
import { createHash, webcrypto } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { X509CertificateGenerator } from '@peculiar/x509';
import { HttpCmdletHost, runCommand } from '../src/index.ts';
import { MemoryHost } from './fixture/memory-host.ts';
import { memoryServer } from './fixture/memory-server.ts';

async function run(host: HttpCmdletHost, text: string): Promise<{ code: number; stdout: string; stderr: string }> {
  let stdout = '';
  let stderr = '';
  const code = await runCommand({
    host,
    text,
    stdout: (piece) => {
      stdout += piece;
    },
    stderr: (piece) => {
      stderr += piece;
    },
  });
  return { code, stdout, stderr };
}

async function listen(t: TestContext, server: Server, at: string | number): Promise<number> {
  server.listen(at as number, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

async function onSocket(t: TestContext): Promise<HttpCmdletHost> {
  const folder = await mkdtemp(join(tmpdir(), 'relais-shell-'));
  const socketPath = join(folder, 'relais.sock');
  const server = createServer(memoryServer(new MemoryHost(), null));
  server.listen(socketPath);
  await once(server, 'listening');
  t.after(async () => {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true, force: true });
  });
  return new HttpCmdletHost({ socketPath });
}

test('over the socket cmdlets run, and values arrive in their types', async (t) => {
  const host = await onSocket(t);
  const set = await run(
    host,
    'Set-ImapSettings -AuthenticatedConnectionTimeout (New-TimeSpan -Minutes 20) -ExternalConnectionSettings {mail.contoso.com:993:SSL}',
  );
  assert.equal(set.code, 0, set.stderr);
  assert.match(set.stderr, /WARNING: Changes to IMAP4 settings/);
  const got = await run(
    host,
    '$s = Get-ImapSettings; $s.AuthenticatedConnectionTimeout.TotalMinutes; $s.ExternalConnectionSettings; (Get-Mailbox bob).ProhibitSendQuota -gt 1GB',
  );
  assert.equal(got.stdout, '20\nmail.contoso.com:993:SSL\nTrue\n');
  const refused = await run(host, 'Get-Mailbox nobody');
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /ManagementObjectNotFound,Get-Mailbox/);
});

test('over the socket completion asks the server', async (t) => {
  const host = await onSocket(t);
  assert.deepEqual(await host.complete('Get-Mailbox', 'Identity', 'al'), ['Alice Martin']);
});

test('a missing socket is explained', async () => {
  const { code, stderr } = await run(
    new HttpCmdletHost({ socketPath: join(tmpdir(), 'relais-no-such.sock') }),
    'Get-ImapSettings',
  );
  assert.equal(code, 1);
  assert.match(stderr, /Is the server running\?/);
  assert.match(stderr, /ServerUnavailable/);
});

test('the shell’s own commands work without a server', async () => {
  const { stdout, code } = await run(
    new HttpCmdletHost({ socketPath: '/nonexistent.sock' }),
    '1..3 | Measure-Object -Sum | ForEach-Object Sum',
  );
  assert.equal(stdout, '6\n');
  assert.equal(code, 0);
});

async function secure(t: TestContext): Promise<{ url: string; fingerprint: string; authorization: string }> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=localhost',
    keys: keys as CryptoKeyPair,
    signingAlgorithm: algorithm,
    notAfter: new Date(Date.now() + 86_400_000),
  });
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  const key = `-----BEGIN PRIVATE KEY-----\n${der.toString('base64')}\n-----END PRIVATE KEY-----\n`;
  const authorization = `Basic ${Buffer.from('administrator@example.test:right').toString('base64')}`;
  const server = createSecureServer(
    { key, cert: certificate.toString('pem') },
    memoryServer(new MemoryHost(), authorization),
  );
  const port = await listen(t, server as unknown as Server, 0);
  const fingerprint = createHash('sha256').update(Buffer.from(certificate.rawData)).digest('hex');
  return { url: `https://127.0.0.1:${port}/`, fingerprint, authorization };
}

const signIn = { user: 'administrator@example.test', password: 'right' };

test('a self-signed certificate is refused with what to do, taken when pinned, and taken with insecure', async (t) => {
  const { url, fingerprint } = await secure(t);
  const hosts = [
    new HttpCmdletHost({ url, ...signIn }),
    new HttpCmdletHost({ url, ...signIn, fingerprint }),
    new HttpCmdletHost({ url, ...signIn, insecure: true }),
    new HttpCmdletHost({ url, ...signIn, fingerprint: 'ab'.repeat(32) }),
  ];
  t.after(() => {
    for (const host of hosts) host.close();
  });
  const [plain, pinned, insecure, wrong] = await Promise.all(
    hosts.map(async (host) => await run(host, 'Get-Mailbox alice | % Alias')),
  );
  assert.match(plain?.stderr ?? '', /--fingerprint/);
  const shown = /fingerprint is ([0-9A-F:]+);/.exec(plain?.stderr ?? '')?.[1] ?? '';
  assert.equal(shown.replaceAll(':', '').toLowerCase(), fingerprint);
  assert.equal(pinned?.stdout, 'alice\n', pinned?.stderr);
  assert.equal(insecure?.stdout, 'alice\n', insecure?.stderr);
  assert.match(wrong?.stderr ?? '', /not the pinned one/);
});

test('a wrong password is said to be one', async (t) => {
  const { url } = await secure(t);
  const host = new HttpCmdletHost({ url, user: signIn.user, password: 'wrong', insecure: true });
  t.after(() => host.close());
  assert.match((await run(host, 'Get-Mailbox')).stderr, /user name or the password is wrong/);
});

test('a password is not sent in the clear to another machine', () => {
  assert.throws(() => new HttpCmdletHost({ url: 'http://mail.example.test/', ...signIn }), /in the clear/);
  assert.throws(() => new HttpCmdletHost({ url: 'mail.example.test', ...signIn }), /no address/);
});
