import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adoptRegional, dayWords, timeWords } from './regional.ts';
import { momentAt, wallClockAt } from './zoned-moment.ts';

test('dates and times are written as the mailbox says, in its time zone', () => {
  const date = new Date('2026-07-04T22:05:00Z');
  adoptRegional({
    language: 'en-US',
    timeZone: 'Romance Standard Time',
    zone: 'Europe/Paris',
    dateFormat: 'M/d/yyyy',
    timeFormat: 'h:mm tt',
  });
  assert.deepEqual([dayWords(date), timeWords(date)], ['7/5/2026', '12:05 AM']);
  adoptRegional({ language: 'fr-FR', timeZone: 'UTC', zone: 'UTC', dateFormat: 'dd.MM.yy', timeFormat: "H'h'mm" });
  assert.deepEqual([dayWords(date), timeWords(date)], ['04.07.26', '22h05']);
});

test('where the mailbox says nothing, the hour is written as its country does', () => {
  const date = new Date('2026-07-04T09:05:00Z');
  const own = { timeZone: 'UTC', zone: 'UTC', dateFormat: null, timeFormat: null };
  adoptRegional({ ...own, language: 'en-US' });
  assert.equal(timeWords(date).replace(/\s/, ' '), '9:05 AM');
  adoptRegional({ ...own, language: 'en-GB' });
  assert.equal(timeWords(date), '09:05');
});

test('what a clock on a wall shows is found as a moment, on both sides of a change of the clocks', () => {
  for (const iso of ['2026-01-15T11:30:00.000Z', '2026-07-15T11:30:00.000Z', '2026-10-25T01:30:00.000Z']) {
    const date = new Date(iso);
    assert.equal(momentAt(wallClockAt(date, 'Europe/Paris'), 'Europe/Paris').toISOString(), iso);
    assert.equal(momentAt(wallClockAt(date, 'Asia/Kathmandu'), 'Asia/Kathmandu').toISOString(), iso);
  }
  // 02:30 does not exist that night: half past three is meant.
  const skipped = momentAt({ year: 2026, month: 3, day: 29, hour: 2, minute: 30, second: 0 }, 'Europe/Paris');
  assert.equal(skipped.toISOString(), '2026-03-29T01:30:00.000Z');
});
