import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decidingEvent, journeysIn, reasonFor, recipientReports } from './journeys.ts';

const event = (EventId: string, Recipients: readonly string[], RecipientStatus: readonly string[] = []) => ({
  EventId,
  Recipients,
  RecipientStatus,
  MessageId: '<1@example.test>',
});

test('what became of a message is said for each recipient by the last event that knows', () => {
  const events = [
    event('RECEIVE', ['alice@example.test', 'far@example.net', 'gone@example.net', 'late@example.org']),
    event('DELIVER', ['ALICE@example.test']),
    event('DEFER', ['far@example.net'], ['451 try later']),
    event('SEND', ['far@example.net'], ['250 2.0.0 OK']),
    event('FAIL', ['gone@example.net'], ['550 5.1.1 no such user']),
    event('DSN', ['bob@example.test']),
    event('DEFER', ['late@example.org'], ['421 busy']),
  ];
  const reports = recipientReports(events);
  assert.deepEqual(
    reports
      .filter(({ recipient }) => recipient !== 'ALICE@example.test')
      .map(({ recipient, state }) => [recipient, state]),
    [
      ['alice@example.test', 'delivered'],
      ['far@example.net', 'transferred'],
      ['gone@example.net', 'unsuccessful'],
      ['late@example.org', 'pending'],
    ],
  );
  assert.equal(reasonFor(events[4] ?? {}, 'gone@example.net'), '550 5.1.1 no such user');
  assert.equal(journeysIn([...events, { ...event('RECEIVE', []), MessageId: '<2@example.test>' }]).length, 2);
});

test('a message of which one recipient still waits, or got nothing, is not delivered', () => {
  const received = event('RECEIVE', ['alice@example.test', 'far@example.net']);
  const delivered = event('DELIVER', ['alice@example.test']);
  const idOf = (...events: readonly ReturnType<typeof event>[]) => decidingEvent(events)?.EventId;
  assert.equal(idOf(received, delivered), 'RECEIVE');
  assert.equal(idOf(received, event('DEFER', ['far@example.net']), delivered), 'DEFER');
  assert.equal(
    idOf(received, event('FAIL', ['far@example.net']), delivered, event('DSN', ['bob@example.test'])),
    'FAIL',
  );
  assert.equal(idOf(received, delivered, event('SEND', ['far@example.net'])), 'SEND');
  assert.equal(idOf(event('RECEIVE', ['alice@example.test']), delivered), 'DELIVER');
});

test('of events that come newest first, a message’s own stand oldest first, also while older ones are still to come', () => {
  const of = (id: string, EventId: string) => ({ ...event(EventId, []), MessageId: id });
  const newestFirst = [of('b', 'DELIVER'), of('a', 'SEND'), of('b', 'RECEIVE'), of('a', 'DEFER'), of('a', 'RECEIVE')];
  const names = (events: typeof newestFirst): readonly string[] =>
    journeysIn(events).map(({ key, events: own }) => `${key}: ${own.map(({ EventId }) => EventId).join(' ')}`);
  assert.deepEqual(names(newestFirst.slice(0, 3)), ['b: RECEIVE DELIVER', 'a: SEND']);
  assert.deepEqual(names(newestFirst), ['b: RECEIVE DELIVER', 'a: RECEIVE DEFER SEND']);
});
