import assert from 'node:assert/strict';
import { test } from 'node:test';
import { invoke, openTestManagement } from '../../testing/management.fixture.ts';

const everything = ['Organization Management'];

test('sessions are chosen by protocol, user and address, and ended with a reason that the history keeps', async () => {
  const { services, clock, hostFor, connect } = await openTestManagement();
  const host = hostFor(everything);
  connect({ protocol: 'IMAP4', user: 'alice@example.test', remoteAddress: '192.0.2.1' });
  connect({ protocol: 'IMAP4', user: 'bob@example.test', remoteAddress: '198.51.100.7' });
  connect({ protocol: 'POP3', remoteAddress: '198.51.100.7' });
  clock.advance(61_000);
  const count = async (parameters: Readonly<Record<string, string>>): Promise<number> =>
    (await invoke(host, 'Get-ClientSession', parameters)).objects.length;
  assert.equal(await count({}), 3);
  assert.equal(await count({ Protocol: 'imap' }), 2);
  assert.equal(await count({ User: 'alice*' }), 1);
  assert.equal(await count({ RemoteAddress: '198.51.100.*' }), 2);
  const [session] = (await invoke(host, 'Get-ClientSession', { User: 'bob@example.test' })).objects;
  assert.equal(String(session?.IdleTime), '00:01:01');
  assert.equal((await invoke(host, 'Stop-ClientSession', { Identity: session ?? null })).error, null);
  assert.equal(services.liveSessions.list().length, 2);
  const [ended] = (await invoke(host, 'Get-ClientSessionHistory', { User: 'bob@example.test' })).objects;
  assert.equal(ended?.Reason, 'An administrator ended it.');
  assert.equal(ended?.Setting, null);
  const french = await invoke(host, 'Get-ClientSessionHistory', { User: 'bob@example.test' }, 'fr');
  assert.equal(french.objects[0]?.Reason, 'Un administrateur y a mis fin.');
});

test('a user is found by whatever names her, also by the name that she signs in with', async () => {
  const { services, hostFor, connect } = await openTestManagement();
  const host = hostFor(everything);
  await services.directory.createAcceptedDomain({
    name: 'Contoso',
    domainName: 'contoso.com',
    domainType: 'Authoritative',
    isDefault: false,
  });
  const names = { userPrincipalName: 'dora@contoso.com', primarySmtpAddress: 'dora@example.test' };
  await services.directory.createMailbox({ name: 'Dora Diaz', alias: 'dora', ...names }, null);
  const open = ['dora@example.test', String.raw`dora@contoso.com\alice@example.test`, 'alice@example.test', null];
  for (const user of open) {
    connect({ protocol: 'IMAP4', user });
    services.liveSessions.leave(connect({ protocol: 'POP3', user }), 'signed-off');
  }
  for (const cmdlet of ['Get-ClientSession', 'Get-ClientSessionHistory']) {
    const seen = async (User: string): Promise<unknown[]> =>
      (await invoke(host, cmdlet, { User })).objects.map((session) => session.User).toSorted();
    for (const User of ['dora', 'Dora Diaz', 'DORA@contoso.com', 'dora@example.test'])
      assert.deepEqual(await seen(User), open.slice(0, 2).toSorted(), `${cmdlet} -User ${User}`);
    assert.deepEqual(await seen('alice'), ['alice@example.test']);
    assert.deepEqual(await seen('nobody'), []);
  }
});

test('the history names the setting that ended a session', async () => {
  const { services, hostFor, connect } = await openTestManagement();
  const session = connect({ protocol: 'IMAP4', user: 'alice@example.test' });
  services.liveSessions.leave(session, 'idle-timeout');
  const [ended] = (await invoke(hostFor(everything), 'Get-ClientSessionHistory')).objects;
  assert.equal(ended?.Setting, 'AuthenticatedConnectionTimeout');
});

test('a session that is gone is an error in Exchange’s words', async () => {
  const { hostFor } = await openTestManagement();
  assert.equal(
    (await invoke(hostFor(everything), 'Stop-ClientSession', { Identity: 'c99' })).error?.id,
    'ManagementObjectNotFound',
  );
});
