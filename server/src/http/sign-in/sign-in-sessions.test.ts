import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../platform/clock/manual-clock.ts';
import { SignInSessions } from './sign-in-sessions.ts';

const who = { mailboxGuid: 'm1', passwordMark: 'p', remoteAddress: '192.0.2.1', client: null };
const limits = { idleMs: 1000, absoluteMs: 5000, maxPerMailbox: 3 };

test('a session ends after its idle limit, and use begins it anew', () => {
  const clock = new ManualClock();
  const sessions = new SignInSessions(clock, limits);
  const { token } = sessions.begin(who);
  clock.advance(900);
  assert.equal(sessions.find(token)?.mailboxGuid, 'm1');
  clock.advance(900);
  assert.notEqual(sessions.find(token), null);
  clock.advance(1001);
  assert.equal(sessions.find(token), null);
});

test('a session in constant use ends at its absolute limit', () => {
  const clock = new ManualClock();
  const sessions = new SignInSessions(clock, limits);
  const { token } = sessions.begin(who);
  for (let passed = 0; passed < 5000; passed += 500) {
    assert.notEqual(sessions.find(token), null);
    clock.advance(500);
  }
  clock.advance(1);
  assert.equal(sessions.find(token), null);
});

test('every sign-in gets a new token, and the oldest session makes room', () => {
  const sessions = new SignInSessions(new ManualClock(), limits);
  const tokens = [1, 2, 3, 4].map(() => sessions.begin(who).token);
  assert.equal(new Set(tokens).size, 4);
  assert.equal(sessions.find(tokens[0] ?? ''), null);
  assert.equal(sessions.of('m1').length, 3);
});

test('signing out everywhere leaves other people alone', () => {
  const sessions = new SignInSessions(new ManualClock(), limits);
  const mine = sessions.begin(who).token;
  const other = sessions.begin({ ...who, mailboxGuid: 'm2' }).token;
  sessions.endAll('m1');
  assert.equal(sessions.find(mine), null);
  assert.notEqual(sessions.find(other), null);
});
