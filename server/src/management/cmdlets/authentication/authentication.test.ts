import assert from 'node:assert/strict';
import { test } from 'node:test';
import { invoke, openTestManagement } from '../../testing/management.fixture.ts';

const everything = ['Organization Management'];

async function place() {
  const management = await openTestManagement();
  const { directory } = management.services;
  const address = 'administrator@example.test';
  const administrator = await directory.createMailbox(
    {
      name: 'Administrator',
      alias: 'administrator',
      userPrincipalName: address,
      primarySmtpAddress: address,
      roleGroups: everything,
    },
    null,
  );
  return { ...management, administrator, host: management.hostFor(everything) };
}

test('an app password is made, shown once, listed and revoked, and the audit log knows no secret', async () => {
  const { host, services } = await place();
  const made = await invoke(host, 'New-AppPassword', { Mailbox: 'alice', Name: 'Phone', Scope: ['IMAP', 'SMTP'] });
  assert.equal(made.error, null);
  const password = String(made.objects[0]?.Password);
  assert.match(password, /^[a-z2-9-]{23}$/);
  assert.match(made.warnings.join(), /only time/);
  const listed = await invoke(host, 'Get-AppPassword', { Mailbox: 'alice' });
  assert.equal(listed.objects[0]?.Name, 'Phone');
  assert.deepEqual(listed.objects[0]?.Scope, ['IMAP', 'SMTP']);
  assert.ok(!JSON.stringify(listed.objects).includes(password));
  const removed = await invoke(host, 'Remove-AppPassword', {
    Identity: String(listed.objects[0]?.Identity),
    Confirm: false,
  });
  assert.equal(removed.error, null);
  assert.equal((await invoke(host, 'Get-AppPassword', { Mailbox: 'alice' })).objects.length, 0);
  const entries = await services.audit.search({ limit: null });
  assert.deepEqual(
    entries.map(({ cmdlet }) => cmdlet),
    ['Remove-AppPassword', 'New-AppPassword'],
  );
  assert.ok(!JSON.stringify(entries).includes(password));
});

test('an app password that has ended, or of an organisation without, is refused', async () => {
  const { host, clock } = await place();
  const past = await invoke(host, 'New-AppPassword', {
    Mailbox: 'alice',
    Name: 'x',
    ExpirationDate: new Date(clock.now()),
  });
  assert.equal(past.error?.id, 'DateInThePast');
  await invoke(host, 'Set-SignInSettings', { AppPasswordsEnabled: false });
  assert.equal(
    (await invoke(host, 'New-AppPassword', { Mailbox: 'alice', Name: 'x' })).error?.id,
    'AppPasswordsDisabled',
  );
});

test('nobody makes an app password, or takes a factor away, of somebody with more rights', async () => {
  const { hostFor } = await place();
  const recipients = hostFor(['Recipient Management']);
  for (const [cmdlet, parameters] of [
    ['New-AppPassword', { Mailbox: 'administrator', Name: 'mine now' }],
    ['Remove-SecondFactor', { Mailbox: 'administrator', Confirm: false }],
  ] as const)
    assert.equal((await invoke(recipients, cmdlet, parameters)).error?.id, 'InsufficientAuthority', cmdlet);
  for (const cmdlet of ['New-AccessToken', 'Get-AccessToken', 'Set-SignInSettings', 'Get-SignInLog'])
    assert.match((await invoke(recipients, cmdlet, {})).error?.message ?? '', /not recognized/, cmdlet);
});

test('an access token carries what its user has and no more, within a year, and is shown once', async () => {
  const { host, services, clock } = await place();
  const make = (parameters: Parameters<typeof invoke>[2]) =>
    invoke(host, 'New-AccessToken', { Name: 'report', ...parameters });
  assert.equal((await make({ User: 'alice' })).error?.id, 'NothingToCarry');
  assert.equal((await make({})).error?.id, 'UserMissing');
  assert.equal((await make({ User: 'administrator', RoleGroup: ['Help Desk'] })).error?.id, 'RoleGroupNotHeld');
  const late = new Date(clock.now() + 400 * 86_400_000);
  assert.equal((await make({ User: 'administrator', ExpirationDate: late })).error?.id, 'ExpirationTooLate');
  const made = await make({ User: 'administrator' });
  const token = String(made.objects[0]?.Token);
  assert.match(token, /^relais_at_[\w-]{43}$/);
  assert.notEqual(services.identity.accessTokens.check(token, { remoteAddress: '::1', client: null }), null);
  const listed = await invoke(host, 'Get-AccessToken');
  assert.ok(!JSON.stringify(listed.objects).includes(token));
  assert.ok(!JSON.stringify(await services.audit.search({ limit: null })).includes(token));
  await invoke(host, 'Remove-AccessToken', { Identity: String(listed.objects[0]?.Identity), Confirm: false });
  assert.equal(services.identity.accessTokens.check(token, { remoteAddress: '::1', client: null }), null);
});

test('taking the second factors away ends the browser sessions, and says when there are none', async () => {
  const { host, services } = await place();
  const alice = services.directory.findMailbox('alice')!;
  assert.match(
    (await invoke(host, 'Remove-SecondFactor', { Mailbox: 'alice', Confirm: false })).warnings.join(),
    /has no second factor/,
  );
  const { credentials } = services.identity;
  const kept = { mailbox: alice.guid, createdAt: 0 };
  await credentials.add(
    { ...kept, kind: 'totp', id: 't', verifier: 'totp:t', name: 'App', secret: 'A', lastStep: 0, lastUse: null },
    { ...kept, kind: 'recovery-code', id: 'r', verifier: 'r' },
    {
      ...kept,
      kind: 'web-session',
      id: 's',
      verifier: 's',
      passwordMark: '',
      csrfToken: '',
      remoteAddress: '::1',
      client: null,
      lastSeenAt: 0,
      secondFactor: true,
      rotatedAt: 0,
    },
  );
  assert.equal((await invoke(host, 'Get-SecondFactor', { Mailbox: 'alice' })).objects[0]?.Kind, 'AuthenticatorApp');
  await invoke(host, 'Remove-SecondFactor', { Mailbox: 'alice', Confirm: false });
  for (const kind of ['totp', 'recovery-code', 'web-session'] as const)
    assert.equal(credentials.of(alice.guid, kind).length, 0, kind);
});

test('removing a mailbox removes what opened it', async () => {
  const { host, services } = await place();
  const { guid } = services.directory.findMailbox('alice')!;
  await invoke(host, 'New-AppPassword', { Mailbox: 'alice', Name: 'Phone' });
  await invoke(host, 'Remove-Mailbox', { Identity: 'alice', Confirm: false });
  assert.equal(services.identity.credentials.of(guid, 'app-password').length, 0);
});

test('the sign-in log shows who, from where, how and what came of it', async () => {
  const { host, services } = await place();
  const event = {
    mailbox: null,
    userName: 'nobody',
    door: 'admin',
    remoteAddress: '192.0.2.1',
    client: null,
    method: 'password',
    result: 'bad-credentials',
  } as const;
  await services.identity.events.record(event);
  const [shown] = (await invoke(host, 'Get-SignInLog')).objects;
  assert.deepEqual(
    [shown?.User, shown?.Known, shown?.Application, shown?.Result],
    ['nobody', false, 'AdminCenter', 'bad-credentials'],
  );
});
