import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../clock/manual-clock.ts';
import { RecentEvents } from './recent-events.ts';
import { silentLog } from './silent-log.ts';

test('warnings and errors are remembered with the fields of their logger, other lines are not', () => {
  const events = new RecentEvents(new ManualClock());
  const log = events.watch(silentLog).with({ protocol: 'IMAP4' });
  log.info('started');
  log.warn('slow', { user: 'a\u001b[2J\r\nb' });
  log.error('broken', new Error('no room'));
  assert.deepEqual(
    [...events.list()].map(({ index, kind, message }) => [index, kind, message]),
    [
      [2, 'Error', 'broken: no room (protocol=IMAP4)'],
      [1, 'Warning', 'slow (protocol=IMAP4, user=a [2J b)'],
    ],
  );
});

test('the oldest gives way', () => {
  const events = new RecentEvents(new ManualClock(), 3);
  const log = events.watch(silentLog);
  for (let number = 1; number <= 7; number += 1) log.warn(`event ${number}`);
  assert.deepEqual(
    [...events.list()].map(({ index, message }) => `${index} ${message}`),
    ['7 event 7', '6 event 6', '5 event 5'],
  );
});
