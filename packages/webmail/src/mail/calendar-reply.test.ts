import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCalendarEvent } from './calendar-event.ts';
import { calendarReply, replyMessage } from './calendar-reply.ts';

const now = new Date('2026-06-01T08:00:00Z');
const invitation = [
  'BEGIN:VCALENDAR',
  'METHOD:REQUEST',
  'BEGIN:VTIMEZONE',
  'TZID:Romance Standard Time',
  'BEGIN:STANDARD',
  'DTSTART:16010101T030000',
  'END:STANDARD',
  'END:VTIMEZONE',
  'BEGIN:VEVENT',
  'UID:040000008200E00074C5B7101A82E008',
  'SEQUENCE:2',
  'RECURRENCE-ID;TZID=Romance Standard Time:20260612T093000',
  'DTSTART;TZID=Romance Standard Time:20260612T093000',
  'SUMMARY:Budget',
  'ORGANIZER;CN=Lina:mailto:lina@example.test',
  'ATTENDEE;CN=Bob:mailto:bob@example.test',
  'ATTENDEE;CN=Alice:mailto:alice@example.test',
  'END:VEVENT',
  'END:VCALENDAR',
  '',
].join('\r\n');

test('the answer names the event, its version and meeting, and one attendee only (RFC 5546 §3.2.3)', () => {
  const event = readCalendarEvent(invitation);
  assert.ok(event);
  const reply = calendarReply(
    event,
    { name: 'Alice "A"', email: 'alice@example.test' },
    'DECLINED',
    'Sick; sorry,\nA.',
    now,
  );
  const read = readCalendarEvent(reply);
  assert.equal(read?.method, 'REPLY');
  assert.equal(read?.uid, '040000008200E00074C5B7101A82E008');
  assert.equal(read?.sequence, 2);
  assert.equal(read?.isOneOfSeries, true);
  assert.deepEqual(read?.organizer, { name: 'Lina', email: 'lina@example.test' });
  assert.deepEqual(read?.attendees, [{ name: "Alice 'A'", email: 'alice@example.test', status: 'DECLINED' }]);
  assert.equal(read?.start?.date.toISOString(), '2026-06-12T07:30:00.000Z');
  assert.match(reply, /^DTSTAMP:20260601T080000Z\r$/m);
  assert.match(reply, /^COMMENT:Sick\\; sorry\\,\\nA\.\r$/m);
  assert.match(reply, /BEGIN:VTIMEZONE\r\nTZID:Romance Standard Time\r\n/);
  assert.ok(reply.split('\r\n').every((line) => Buffer.byteLength(line) <= 75));
});

test('no line of an invitation ends early: nothing that it says becomes a property or a field', () => {
  const event = readCalendarEvent(
    invitation.replace('SUMMARY:Budget', 'SUMMARY:a\rATTENDEE:mailto:mallory@example.test\u0085b'),
  );
  assert.ok(event);
  const reply = calendarReply(event, { name: 'A\r\nX-Evil: 1', email: 'alice@example.test' }, 'ACCEPTED', '', now);
  assert.equal(readCalendarEvent(reply)?.attendees.length, 1);
  const mail = replyMessage({
    from: { name: 'A\r\nX-Evil: 1', email: 'alice@example.test' },
    to: { name: 'B', email: 'b@example.test>\r\nBcc: mallory@example.test' },
    subject: 'Accepté : é\r\nBcc: mallory@example.test',
    text: 'x',
    calendar: reply,
    inReplyTo: 'a>\r\nBcc: m',
    now,
  });
  const head = mail.slice(0, mail.indexOf('\r\n\r\n'));
  assert.doesNotMatch(head, /^(?:Bcc|X-Evil|In-Reply-To):/m);
  assert.match(mail, /Content-Type: text\/calendar; charset=utf-8; method=REPLY/);
});
