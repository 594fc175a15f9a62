import assert from 'node:assert/strict';
import { test } from 'node:test';
import { invoke, openTestManagement } from '../../testing/management.fixture.ts';

test('Get-EventLog shows warnings and errors, newest first, by source, kind, time and number', async () => {
  const management = await openTestManagement();
  const host = management.hostFor(['View-Only Organization Management']);
  const { log } = management.services;
  log.with({ protocol: 'IMAP4' }).warn('first');
  management.clock.advance(60_000);
  const between = new Date(management.clock.now() - 30_000);
  log.error('second', new Error('no room'));
  log.info('not an event');
  log.with({ protocol: 'SMTP' }).warn('third');
  const messages = async (parameters: Record<string, unknown>): Promise<string[]> => {
    const { objects, error } = await invoke(host, 'Get-EventLog', { LogName: 'Application', ...parameters } as never);
    assert.equal(error, null);
    return objects.map(({ Source, Message }) => `${Source} ${Message}`);
  };
  const [first, second, third] = [
    'MSExchangeImap4 first (protocol=IMAP4)',
    'MSExchange Common second: no room',
    'MSExchangeTransport third (protocol=SMTP)',
  ];
  assert.deepEqual(await messages({}), [third, second, first]);
  assert.deepEqual(await messages({ Source: 'msexchange*', Newest: 2 }), [third, second]);
  assert.deepEqual(await messages({ Source: '*imap4', Newest: 1 }), [first]);
  assert.deepEqual(await messages({ EntryType: 'Error' }), [second]);
  assert.deepEqual(await messages({ After: between }), [third, second]);
  assert.deepEqual(await messages({ Before: between }), [first]);
});

test('Get-EventLog knows no other log', async () => {
  const management = await openTestManagement();
  const { error } = await invoke(management.hostFor(['Organization Management']), 'Get-EventLog', {
    LogName: 'System',
  });
  assert.match(error?.message ?? '', /Application/);
});

test('Limit-EventLog says how much is kept, Get-EventLog -List shows it', async () => {
  const management = await openTestManagement();
  const host = management.hostFor(['Organization Management']);
  const list = async () => {
    const { objects } = await invoke(host, 'Get-EventLog', { List: true });
    return objects.map(({ Log, MaximumKilobytes, MinimumRetentionDays }) => [
      Log,
      MaximumKilobytes,
      MinimumRetentionDays,
    ]);
  };
  assert.deepEqual(await list(), [['Application', 256 * 1024, 30]]);
  const set = await invoke(host, 'Limit-EventLog', {
    LogName: 'Application',
    MaximumSize: '1GB',
    RetentionDays: 90,
    OverflowAction: 'OverwriteAsNeeded',
  });
  assert.equal(set.error, null);
  assert.match(set.warnings.join(), /OverflowAction is accepted and has no effect/);
  assert.deepEqual(await list(), [['Application', 1024 * 1024, 90]]);
  const again = await invoke(host, 'Limit-EventLog', { LogName: 'Application', RetentionDays: 90 });
  assert.match(again.warnings.join(), /no settings of 'Application' have been modified/);
  const tooSmall = await invoke(host, 'Limit-EventLog', { LogName: 'Application', MaximumSize: '64KB' });
  assert.match(tooSmall.error?.message ?? '', /MaximumSize/);
});

test('Get-EventLog wants the name of a log', async () => {
  const management = await openTestManagement();
  const { error } = await invoke(management.hostFor(['Organization Management']), 'Get-EventLog', {});
  assert.match(error?.message ?? '', /Get-EventLog Application/);
});
