import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { Credential, SecureText } from '@relais/management-contract';
import { startSink } from '../../../services/relay/sink-server.fixture.ts';
import { invoke, openTestManagement } from '../../testing/management.fixture.ts';

const everything = ['Organization Management'];

/** A port on which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

test('Test-SendConnector says of every smart host how far it comes, sends nothing and shows no password', async (t) => {
  const open = await startSink({ user: { name: 'relay', password: 's3cret' }, offers: ['AUTH PLAIN'] });
  const rude = await startSink({ answer: (command) => (/^(?:EHLO|HELO)/.test(command) ? '550 5.7.1 Go away' : null) });
  t.after(() => Promise.all([open.close(), rude.close()]));
  const closed = await closedPort();
  const host = (await openTestManagement()).hostFor(everything);
  const set = async (SmartHosts: readonly string[], password: string): Promise<void> => {
    const { error } = await invoke(host, 'Set-SendConnector', {
      Identity: 'ISP',
      SmartHosts,
      AuthenticationCredential: new Credential('relay', new SecureText(password)),
    });
    assert.equal(error, null, error?.message);
  };
  await invoke(host, 'New-SendConnector', {
    Name: 'ISP',
    AddressSpaces: '*',
    SmartHosts: ['192.0.2.1'],
    SmartHostAuthMechanism: 'BasicAuth',
    AuthenticationCredential: new Credential('relay', new SecureText('wrong')),
  });

  await set([`127.0.0.1:${open.port}`, `127.0.0.1:${rude.port}`, `127.0.0.1:${closed}`], 's3cret');
  const good = await invoke(host, 'Test-SendConnector', { Identity: 'isp' });
  assert.equal(good.error, null, good.error?.message);
  assert.deepEqual(
    good.objects.map(({ Result, Step, SignIn, EndPoint }) => [Result, Step, SignIn, EndPoint]),
    [
      ['Success', 'ready', 'Success', `127.0.0.1:${open.port}`],
      ['Failure', 'greeting', '', `127.0.0.1:${rude.port}`],
      ['Failure', 'connect', '', `127.0.0.1:${closed}`],
    ],
  );
  assert.deepEqual(open.messages, []);
  assert.ok(!open.commands.some((command) => command.startsWith('MAIL')));
  const conversation = ((good.objects[0]?.Conversation ?? []) as readonly string[]).join('\n');
  assert.match(conversation, /^> EHLO .*^> AUTH \*\*\*\*$/ms);
  assert.doesNotMatch(conversation, /s3cret|cmVsYXk|AHJlbGF5/);

  await set([`127.0.0.1:${open.port}`], 'wrong');
  const [refused] = (await invoke(host, 'Test-SendConnector', { Identity: 'ISP' }, 'fr')).objects;
  assert.deepEqual([refused?.Result, refused?.Step, refused?.SignIn], ['Failure', 'sign-in', 'Failure']);
  assert.match(String(refused?.Details), /mot de passe/);

  await invoke(host, 'Set-SendConnector', { Identity: 'ISP', RequireTLS: true });
  const [plain] = (await invoke(host, 'Test-SendConnector', { Identity: 'ISP' })).objects;
  assert.equal(plain?.Step, 'tls');
  assert.match(String(plain?.Details), /does not offer STARTTLS/);
});

test('Test-SendConnector of a connector by DNS asks for whom, and says so where nobody takes mail', async () => {
  const host = (await openTestManagement()).hostFor(everything);
  await invoke(host, 'New-SendConnector', { Name: 'Internet', AddressSpaces: '*' });
  const missing = await invoke(host, 'Test-SendConnector', { Identity: 'Internet' });
  assert.equal(missing.error?.id, 'DomainRequired');
  const wrong = await invoke(host, 'Test-SendConnector', { Identity: 'Internet', Domain: 'no domain' });
  assert.equal(wrong.error?.id, 'DomainRequired');
  const closed = await closedPort();
  await invoke(host, 'Set-SendConnector', { Identity: 'Internet', Port: closed });
  const [literal] = (await invoke(host, 'Test-SendConnector', { Identity: 'Internet', Domain: 'x@[127.0.0.1]' }))
    .objects;
  assert.deepEqual([literal?.Step, literal?.EndPoint], ['connect', `127.0.0.1:${closed}`]);
});
