import assert from 'node:assert/strict';
import { test } from 'node:test';
import { invoke, openTestManagement } from '../../testing/management.fixture.ts';

const event = {
  source: 'SMTP' as const,
  internalMessageId: null,
  messageId: '<1@example.test>',
  sender: 'alice@example.test',
  recipients: ['bob@example.test'],
  recipientStatus: [],
  messageSubject: '',
  totalBytes: 1,
  clientIp: null,
  serverHostname: null,
  serverIp: null,
  connectorId: null,
  sourceContext: null,
  returnPath: 'alice@example.test',
};

test('Get-ServerActivity counts each event in its span, and none twice', async () => {
  const management = await openTestManagement();
  const host = management.hostFor(['View-Only Organization Management']);
  const { tracking } = management.services;
  await tracking.record([
    { ...event, eventId: 'RECEIVE' },
    { ...event, eventId: 'DELIVER', source: 'STOREDRIVER' },
  ]);
  management.clock.advance(2 * 3_600_000);
  await tracking.record([
    { ...event, eventId: 'RECEIVE' },
    { ...event, eventId: 'SEND' },
    { ...event, eventId: 'FAIL' },
  ]);
  const { objects, error } = await invoke(host, 'Get-ServerActivity', { Hours: 4, Spans: 4 });
  assert.equal(error, null);
  assert.deepEqual(
    objects.map(({ Received, Delivered, Sent, Failed }) => [Received, Delivered, Sent, Failed]),
    [
      [0, 0, 0, 0],
      [1, 1, 0, 0],
      [0, 0, 0, 0],
      [1, 0, 1, 1],
    ],
  );
  assert.deepEqual(
    objects.map(({ DiskFree }) => DiskFree === null),
    [true, true, true, false],
  );
  assert.equal(Number(objects[3]?.End) - Number(objects[0]?.Start), 4 * 3_600_000);
});
