import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JmapTestClient } from '../../server/src/http/jmap/fixtures/jmap-client.ts';
import { LineClient } from '../support/line-client.ts';
import { freePortOffset, releasePortOffset } from '../support/ports.ts';
import { startServer } from '../support/server.ts';

test('Set-OwaVirtualDirectory: Basic, the external URL and the logon format are obeyed after iisreset', async (t) => {
  const server = await startServer(t);
  const run = async (text: string): Promise<string> => {
    const { stdout, stderr, exitCode } = await server.shell(text);
    assert.equal(exitCode, 0, `${text}: ${stderr}`);
    return stdout;
  };
  const { alice } = server.users;
  await JmapTestClient.open(server, alice);
  assert.match(await run('(Get-OwaVirtualDirectory).Identity'), /^CAS01\\owa \(Default Web Site\)/);
  await run(
    'Get-OwaVirtualDirectory | Set-OwaVirtualDirectory -BasicAuthentication $false -ExternalUrl https://mail.example.test/owa',
  );
  // Configured, and not yet effective.
  await JmapTestClient.open(server, alice);
  await run(
    "Set-OwaVirtualDirectory 'owa (Default Web Site)' -LogonFormat UserName -DefaultDomain example.test; iisreset",
  );
  await assert.rejects(JmapTestClient.open(server, alice));
  const imap = await LineClient.connect(server.ports.imaps, { tls: true });
  await imap.line();
  await imap.command('a', `LOGIN ${alice.address} ${alice.password}`);
  const jmapAccess = async (): Promise<string> => (await imap.command('b', 'GETJMAPACCESS')).join('\n');
  const isOffered = async (): Promise<boolean> =>
    / JMAPACCESS(?: |$)/m.test((await imap.command('c', 'CAPABILITY')).join('\n'));
  assert.match(await jmapAccess(), /^b NO \[CANNOT\] /, 'programs may not sign in there');
  assert.equal(await isOffered(), false);
  await run('Get-OwaVirtualDirectory | Set-OwaVirtualDirectory -BasicAuthentication $true; iisreset');
  assert.match(await jmapAccess(), /JMAPACCESS "https:\/\/mail\.example\.test\/\.well-known\/jmap"/);
  assert.equal(await isOffered(), true);
  imap.close();
  assert.match(
    (await server.shell("Set-OwaVirtualDirectory 'ecp (Default Web Site)' -BasicAuthentication $true")).stderr,
    /couldn't be found/,
  );
});

test('JMAPACCESS names the port on which the web service listens now, and nothing while it is stopped (RFC 9698 §4)', async (t) => {
  const server = await startServer(t);
  const run = async (text: string): Promise<void> => {
    const { stderr, exitCode } = await server.shell(text);
    assert.equal(exitCode, 0, `${text}: ${stderr}`);
  };
  const imap = await LineClient.connect(server.ports.imaps, { tls: true });
  await imap.line();
  await imap.command('a', `LOGIN ${server.users.alice.address} ${server.users.alice.password}`);
  const port = async (): Promise<string | undefined> =>
    /JMAPACCESS "https:\/\/[^:/"]+:(\d+)\/\.well-known\/jmap"/.exec(
      (await imap.command('b', 'GETJMAPACCESS')).join('\n'),
    )?.[1];
  assert.equal(await port(), String(server.ports.https));
  const offset = await freePortOffset();
  t.after(() => releasePortOffset(offset));
  const https = String(443 + offset);
  await run(`Set-WebServiceSettings -HttpsBindings 127.0.0.1:${https}`);
  assert.equal(await port(), String(server.ports.https), 'configured, and not yet in force');
  await run('iisreset');
  assert.equal(await port(), https);
  await run('Stop-Service W3SVC');
  assert.equal(await port(), undefined);
  imap.close();
});
