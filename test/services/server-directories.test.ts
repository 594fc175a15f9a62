import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JmapTestClient } from '../../server/src/http/jmap/fixtures/jmap-client.ts';
import { LineClient } from '../support/line-client.ts';
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
  const said = (await imap.command('b', 'GETJMAPACCESS')).join('\n');
  assert.match(said, /JMAPACCESS "https:\/\/mail\.example\.test\/\.well-known\/jmap"/);
  imap.close();
  assert.match(
    (await server.shell("Set-OwaVirtualDirectory 'ecp (Default Web Site)' -BasicAuthentication $true")).stderr,
    /couldn't be found/,
  );
});
