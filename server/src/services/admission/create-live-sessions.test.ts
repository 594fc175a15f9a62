import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../platform/clock/manual-clock.ts';
import { createLiveSessions } from './create-live-sessions.ts';
import type { AdmissionLimits, LiveSession, SessionProtocol } from './live-sessions.ts';

let made = 0;
function session(remoteAddress = '192.0.2.1', protocol: SessionProtocol = 'IMAP4'): LiveSession {
  made += 1;
  return {
    id: `c${made}`,
    protocol,
    remoteAddress,
    since: 0,
    secure: false,
    user: null,
    accountId: null,
    client: null,
    state: 'connected',
    folder: null,
    lastCommand: null,
    lastActivity: 0,
    longestPause: 0,
    bytesIn: () => 1,
    bytesOut: () => 2,
    close: () => {},
  };
}
const limits: AdmissionLimits = { MaxConnections: 3, MaxConnectionFromSingleIP: 2, MaxConnectionsPerUser: 1 };

test('the limit that refuses is named, and a place is free again when a session leaves', () => {
  const sessions = createLiveSessions({ clock: new ManualClock() });
  const first = session();
  assert.equal(sessions.admit(first, limits), null);
  assert.equal(sessions.admit(session(), limits), null);
  assert.deepEqual(sessions.admit(session(), limits), { limit: 'MaxConnectionFromSingleIP', value: 2 });
  assert.equal(sessions.admit(session('192.0.2.2'), limits), null);
  assert.deepEqual(sessions.admit(session('192.0.2.3'), limits), { limit: 'MaxConnections', value: 3 });
  assert.equal(sessions.admit(session('192.0.2.3', 'POP3'), limits), null);
  sessions.leave(first, 'signed-off');
  sessions.leave(first, 'signed-off');
  assert.equal(sessions.admit(session(), limits), null);
  assert.equal(sessions.list('IMAP4').length, 3);
  assert.equal(sessions.list().length, 4);
});

test('all protocols together have the sessions that the process has room for', () => {
  const sessions = createLiveSessions({ clock: new ManualClock(), most: 2 });
  const first = session();
  assert.equal(sessions.admit(first, limits), null);
  assert.equal(sessions.hasRoom(), true);
  assert.equal(sessions.admit(session('192.0.2.2', 'SMTP'), limits), null);
  assert.equal(sessions.hasRoom(), false);
  assert.deepEqual(sessions.admit(session('192.0.2.3', 'POP3'), limits), { limit: 'OpenFiles', value: 2 });
  sessions.leave(first, 'signed-off');
  assert.equal(sessions.admit(session('192.0.2.3', 'POP3'), limits), null);
});

test('a user is counted once a session and let go with it', () => {
  const sessions = createLiveSessions({ clock: new ManualClock() });
  const [first, second] = [session(), session()];
  sessions.admit(first, limits);
  sessions.admit(second, limits);
  assert.equal(sessions.admitUser(first, 'a', limits), null);
  assert.equal(sessions.admitUser(first, 'a', limits), null);
  assert.deepEqual(sessions.admitUser(second, 'a', limits), { limit: 'MaxConnectionsPerUser', value: 1 });
  sessions.leave(first, 'client-gone');
  assert.equal(sessions.admitUser(second, 'a', limits), null);
});

test('history is newest first and bounded', () => {
  const clock = new ManualClock(0);
  const sessions = createLiveSessions({ clock });
  for (let n = 0; n < 5000; n += 1) {
    clock.advance(1);
    const one = session(`192.0.2.${n % 7}`);
    sessions.admit(one, limits);
    sessions.leave(one, 'signed-off', String(n));
  }
  const history = sessions.history();
  assert.equal(history.length, 4096);
  assert.equal(history[0]?.detail, '4999');
  assert.equal(history.at(-1)?.detail, String(5000 - 4096));
  assert.equal(sessions.list().length, 0);
});
