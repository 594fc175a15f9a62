import assert from 'node:assert/strict';
import { test } from 'node:test';
import { invoke, openTestManagement } from '../../testing/management.fixture.ts';

const everything = ['Organization Management'];

test('services are listed under all of Exchange’s names', async () => {
  const { hostFor } = await openTestManagement();
  const { objects } = await invoke(hostFor(everything), 'Get-Service');
  assert.deepEqual(
    objects.map(({ Name, DisplayName }) => [Name, DisplayName]),
    [
      ['MSExchangeImap4', 'Microsoft Exchange IMAP4'],
      ['MSExchangeIMAP4BE', 'Microsoft Exchange IMAP4 Backend'],
      ['MSExchangePop3', 'Microsoft Exchange POP3'],
      ['MSExchangePOP3BE', 'Microsoft Exchange POP3 Backend'],
      ['W3SVC', 'World Wide Web Publishing Service'],
      ['IISADMIN', 'IIS Admin Service'],
    ],
  );
  assert.ok(!('RunspaceId' in (objects[0] ?? {})));
});

test('a name is taken in any case, as display name and with wildcards', async () => {
  const { hostFor } = await openTestManagement();
  const host = hostFor(everything);
  const found = async (Name: string | string[]): Promise<number> =>
    (await invoke(host, 'Get-Service', { Name })).objects.length;
  assert.equal(await found('msexchangeIMAP4be'), 1);
  assert.equal(await found('Microsoft Exchange POP3 Backend'), 1);
  assert.equal(await found('*exch*'), 4);
  assert.equal(await found(['W3SVC', '*pop3*']), 3);
  assert.equal(await found('*nothing*'), 0);
});

test('both names of a service are one: restarting by pattern restarts it once', async () => {
  const { serviceLog, hostFor } = await openTestManagement();
  await invoke(hostFor(everything), 'Restart-Service', { Name: 'MSExchangeIMAP4*' });
  assert.deepEqual(serviceLog, ['restart MSExchangeImap4']);
});

test('a restart says whom it closes, before it does; -WhatIf only says it', async () => {
  const { serviceLog, hostFor, connect } = await openTestManagement();
  connect({ protocol: 'POP3', user: 'alice@example.test' });
  const host = hostFor(everything);
  const looked = await invoke(host, 'Restart-Service', { Name: 'MSExchangePop3', WhatIf: true });
  assert.ok(
    looked.whatIf.some((line) => line.includes('1 live session(s) will be closed')),
    looked.whatIf.join('\n'),
  );
  assert.ok(looked.whatIf.some((line) => line.includes('POP3 session of alice@example.test from 192.0.2.1')));
  assert.deepEqual(serviceLog, []);
  const done = await invoke(host, 'Restart-Service', { Name: 'MSExchangePop3' });
  assert.match(done.warnings[0] ?? '', /^MSExchangePop3: 1 live session\(s\) will be closed/);
});

test('what a restart has to say is heard while it still works', async () => {
  const { services, hostFor, connect } = await openTestManagement();
  connect({ protocol: 'POP3', user: 'alice@example.test' });
  const pop = services.services()[1];
  const heard: string[] = [];
  let finish = (): void => {};
  if (pop !== undefined) pop.restart = () => new Promise<void>((resolve) => (finish = resolve));
  for await (const record of hostFor(everything).invoke({
    cmdlet: 'Restart-Service',
    parameters: { Name: 'MSExchangePop3' },
  })) {
    heard.push(record.kind);
    // The restart ends only once its warning has been heard.
    if (record.kind === 'warning') finish();
  }
  assert.deepEqual(heard, ['verbose', 'warning']);
});

test('stop and start are no-ops where nothing is to be done, and come back with -PassThru', async () => {
  const { serviceLog, hostFor } = await openTestManagement();
  const host = hostFor(everything);
  await invoke(host, 'Start-Service', { Name: 'MSExchangePop3' });
  assert.deepEqual(serviceLog, []);
  const stopped = await invoke(host, 'Stop-Service', { Name: 'MSExchangePop3', PassThru: true });
  assert.equal(stopped.objects[0]?.Status, 'Stopped');
  await invoke(host, 'Stop-Service', { Name: 'MSExchangePop3' });
  await invoke(host, 'Start-Service', { Name: 'MSExchangePOP3BE' });
  assert.deepEqual(serviceLog, ['stop MSExchangePop3', 'start MSExchangePop3']);
});

test('a start-up type is kept; a disabled service does not start', async () => {
  const { services, hostFor } = await openTestManagement();
  const host = hostFor(everything);
  assert.equal(services.startup.of('MSExchangePop3'), 'Automatic');
  await invoke(host, 'Set-Service', { Name: 'msexchangepop3', StartupType: 'disabled', Status: 'Stopped' });
  assert.equal(services.startup.of('MSExchangePop3'), 'Disabled');
  const { error } = await invoke(host, 'Start-Service', { Name: 'MSExchangePop3' });
  assert.match(
    error?.message ?? '',
    /because it is disabled. Enable it first: Set-Service MSExchangePop3 -StartupType Automatic/,
  );
});

test('Restart-Service refuses a disabled service that runs, as Windows does, and leaves it running', async () => {
  const { services, serviceLog, hostFor } = await openTestManagement();
  const host = hostFor(everything);
  await invoke(host, 'Set-Service', { Name: 'MSExchangeImap4', StartupType: 'Disabled' });
  const { error } = await invoke(host, 'Restart-Service', { Name: 'MSExchangeImap4' });
  assert.equal(error?.id, 'CouldNotStartService');
  assert.deepEqual(serviceLog, []);
  assert.equal(services.services()[0]?.state, 'Running');
});

test('a service that cannot start says why', async () => {
  const { services, hostFor } = await openTestManagement();
  const pop = services.services()[1];
  if (pop !== undefined)
    pop.restart = () => Promise.reject(new Error('0.0.0.0:995 is already in use by another program'));
  const { error } = await invoke(hostFor(everything), 'Restart-Service', { Name: 'MSExchangePop3' });
  assert.equal(
    error?.message,
    "Failed to restart service 'Microsoft Exchange POP3 (MSExchangePop3)': 0.0.0.0:995 is already in use by another program",
  );
});
