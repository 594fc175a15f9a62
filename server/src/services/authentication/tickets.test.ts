import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../platform/clock/manual-clock.ts';
import { Tickets } from './tickets.ts';

test('whoever asks for tickets without end pushes out his own, never those of others', () => {
  const clock = new ManualClock();
  const tickets = new Tickets<string>(clock, 1000, 100);
  const kim = tickets.issue('kim', '192.0.2.1');
  const many = Array.from({ length: 1000 }, (_, at) => tickets.issue(String(at), '198.51.100.7'));
  const lee = tickets.issue('lee', '192.0.2.2');
  assert.equal(tickets.get(kim), 'kim');
  assert.equal(tickets.get(lee), 'lee');
  assert.deepEqual(
    many.map((ticket) => tickets.get(ticket)).filter((value) => value !== null),
    Array.from({ length: 98 }, (_, at) => String(902 + at)),
  );
});

test('a ticket is good once, and within its time; room is made by those that ended', () => {
  const clock = new ManualClock();
  const tickets = new Tickets<string>(clock, 1000, 2);
  const used = tickets.issue('used', 'a');
  assert.equal(tickets.take(used), 'used');
  assert.equal(tickets.take(used), null);
  const early = tickets.issue('early', 'a');
  clock.advance(600);
  const late = tickets.issue('late', 'a');
  clock.advance(600);
  assert.equal(tickets.get(early), null);
  tickets.issue('next', 'b');
  assert.equal(tickets.get(late), 'late');
});
