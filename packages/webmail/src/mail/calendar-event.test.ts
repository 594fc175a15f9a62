import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCalendarEvent } from './calendar-event.ts';

const invitation = [
  'BEGIN:VCALENDAR',
  'METHOD:REQUEST',
  'BEGIN:VTIMEZONE',
  'TZID:Europe/Paris',
  'BEGIN:STANDARD',
  'DTSTART:19701025T030000',
  'END:STANDARD',
  'END:VTIMEZONE',
  'BEGIN:VEVENT',
  'DTSTART;TZID=Europe/Paris:20260612T093000',
  'DTEND:20260612T083000Z',
  'SUMMARY:Réunion\\, budget\\; été',
  ' 2026',
  'LOCATION:Salle "Seine"',
  'ORGANIZER;CN="Moreau, Lina":mailto:lina@example.test',
  'ATTENDEE;CN=Bob;PARTSTAT=ACCEPTED:mailto:bob@example.test',
  'ATTENDEE:mailto:alice@example.test',
  'BEGIN:VALARM',
  'DESCRIPTION:an alarm’s own words',
  'END:VALARM',
  'DESCRIPTION:Ordre du jour\\n1. Budget',
  'END:VEVENT',
  'END:VCALENDAR',
  '',
].join('\r\n');

test('an invitation is read: escapes, folding, zones, quoted names, alarms left out (RFC 5545)', () => {
  const event = readCalendarEvent(invitation);
  assert.equal(event?.method, 'REQUEST');
  assert.equal(event?.summary, 'Réunion, budget; été2026');
  assert.equal(event?.location, 'Salle "Seine"');
  assert.deepEqual(event?.organizer, { name: 'Moreau, Lina', email: 'lina@example.test' });
  assert.deepEqual(event?.attendees, [
    { name: 'Bob', email: 'bob@example.test', status: 'ACCEPTED' },
    { name: 'alice@example.test', email: 'alice@example.test', status: 'NEEDS-ACTION' },
  ]);
  assert.equal(event?.description, 'Ordre du jour\n1. Budget');
  assert.equal(event?.start?.date.toISOString(), '2026-06-12T07:30:00.000Z');
  assert.equal(event?.end?.date.toISOString(), '2026-06-12T08:30:00.000Z');
});

test('a day-long event, and what is no event', () => {
  const event = readCalendarEvent('BEGIN:VEVENT\nDTSTART;VALUE=DATE:20260714\nEND:VEVENT');
  assert.equal(event?.start?.isAllDay, true);
  assert.equal(event?.end, null);
  assert.equal(readCalendarEvent('BEGIN:VTODO\nEND:VTODO'), null);
  assert.equal(readCalendarEvent('\0 nonsense ;;;:::'), null);
});

test('zones by Windows’ names are exact moments; unknown ones keep their figures and their name', () => {
  const start = (zone: string) =>
    readCalendarEvent(`BEGIN:VEVENT\nDTSTART;TZID=${zone}:20260714T093000\nEND:VEVENT`)?.start;
  assert.equal(start('Romance Standard Time')?.date.toISOString(), '2026-07-14T07:30:00.000Z');
  assert.equal(start('/freeassociation.sourceforge.net/Europe/Paris')?.date.toISOString(), '2026-07-14T07:30:00.000Z');
  assert.deepEqual(start('Customized Time Zone'), {
    date: new Date('2026-07-14T09:30:00.000Z'),
    isAllDay: false,
    isExact: false,
    zone: 'Customized Time Zone',
  });
});
