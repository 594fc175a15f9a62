import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { serverProgram } from '../../tools/server-bundle.mjs';
import { endingOfThisFile } from '../support/ending-of-file.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { LineClient } from '../support/line-client.ts';
import { type Answer, askHttps } from './https-client.ts';

const ending = endingOfThisFile();
let server: TestServer;
let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'relais-token-'));
  ending.after(() => rm(folder, { recursive: true, force: true }));
  server = await startServer(ending);
});

const ask = (method: string, path: string, headers: Record<string, string> = {}, body?: object): Promise<Answer> =>
  askHttps(server.ports.https, method, path, headers, body);

test('an Apple profile is signed and brings an app password that works; its address is good once', async () => {
  for (const line of [
    'Set-ImapSettings -ExternalConnectionSettings {localhost:993:SSL}',
    'Get-ReceiveConnector "*Client Frontend*" | Set-ReceiveConnector -AdvertiseClientSettings $true',
    'iisreset',
  ])
    assert.equal((await server.shell(line)).exitCode, 0, line);
  const { alice } = server.users;
  const signedIn = await ask('POST', '/api/sign-in', {}, { userName: alice.address, password: alice.password });
  const { csrfToken } = JSON.parse(signedIn.text) as { csrfToken: string };
  const headers = { cookie: signedIn.cookie, 'x-csrf-token': csrfToken };
  assert.equal(
    (await ask('POST', '/api/client-settings/apple-profile', { cookie: signedIn.cookie })).status,
    403,
    'no CSRF token',
  );
  const made = await ask('POST', '/api/client-settings/apple-profile', headers);
  assert.equal(made.status, 201, made.text);
  const { url } = JSON.parse(made.text) as { url: string };
  const { bob } = server.users;
  const stranger = await ask('POST', '/api/sign-in', {}, { userName: bob.address, password: bob.password });
  assert.equal((await ask('GET', `${url}x`, { cookie: signedIn.cookie })).status, 404);
  const profile = await ask('GET', url, { cookie: signedIn.cookie });
  assert.equal(profile.status, 200);
  assert.equal(profile.body[0], 0x30, 'CMS in DER');
  const password = /<key>IncomingPassword<\/key>\s*<string>([^<]+)</.exec(profile.body.toString('latin1'))?.[1] ?? '';
  assert.equal((await ask('GET', url, { cookie: signedIn.cookie })).status, 404, 'once');
  assert.equal((await ask('GET', url, { cookie: stranger.cookie })).status, 404, 'nor for somebody else');
  const client = await LineClient.connect(server.ports.imaps, { tls: true });
  await client.line();
  assert.match((await client.command('a', `LOGIN ${alice.address} ${password}`)).at(-1) ?? '', /^a OK/);
  client.close();
});

test('PACC is served for the domain asked for, and for no other', async () => {
  const path = '/.well-known/user-agent-configuration.json';
  const ours = await ask('GET', path, { host: 'ua-auto-config.example.test' });
  assert.equal(ours.status, 200);
  assert.deepEqual(JSON.parse(ours.text).authentication, { password: true });
  assert.equal((await ask('GET', path, { host: 'ua-auto-config.elsewhere.test' })).status, 404);
});

test('relais shell --token-file runs with the token’s roles, and takes no file that others may read', async () => {
  const made = await server.shell(
    `(New-AccessToken -Name report -User administrator@example.test -WarningAction SilentlyContinue).Token`,
  );
  const file = join(folder, 'token');
  await writeFile(file, made.stdout, { mode: 0o600 });
  const program = serverProgram({ mayBuild: true });
  const shell = (command: string): Promise<{ code: number; stdout: string; stderr: string }> =>
    new Promise((resolve) => {
      const args = [
        program,
        'shell',
        '--connect',
        `https://localhost:${server.ports.https}/`,
        '--insecure',
        '--token-file',
        file,
        '-Command',
        command,
      ];
      execFile(process.execPath, args, (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
      );
    });
  const ran = await shell('(Get-Mailbox alice).PrimarySmtpAddress');
  assert.equal(ran.stdout.trim(), 'alice@example.test', ran.stderr);
  assert.match((await shell('New-AccessToken -Name another')).stderr, /cannot make tokens/);
  await chmod(file, 0o644);
  assert.match((await shell('Get-Mailbox alice')).stderr, /others may read/);
  await chmod(file, 0o600);
  await server.shell('Get-AccessToken | Remove-AccessToken -Confirm:$false');
  assert.notEqual((await shell('Get-Mailbox alice')).code, 0, 'revoked');
});
