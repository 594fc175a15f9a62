import assert from 'node:assert/strict';
import { test } from 'node:test';
import { credentialMigrations } from '../../domain/credentials/credential-migrations.ts';
import { openCredentials } from '../../domain/credentials/open-credentials.ts';
import { directoryMigrations } from '../../domain/directory/directory-migrations.ts';
import { memoryScope } from '../../domain/directory/memory-scope.fixture.ts';
import { createPerson, openExampleDirectory } from '../../domain/directory/example-directory.fixture.ts';
import { ManualClock } from '../../platform/clock/manual-clock.ts';
import { SignInSessions } from './sign-in-sessions.ts';

const limits = { idleMs: 1000, absoluteMs: 5000, maxPerMailbox: 3, rotateAfterMs: 60_000 };

async function opened(given: Partial<typeof limits> = {}) {
  const store = memoryScope(directoryMigrations, credentialMigrations);
  let isAway = false;
  const scope: typeof store = {
    ...store,
    write: async (work) => {
      if (isAway) throw new Error('the store is away');
      return await store.write(work);
    },
  };
  const clock = new ManualClock();
  const directory = await openExampleDirectory(scope, clock);
  const person = async (alias: string) => {
    const { guid } = await createPerson(directory, alias);
    return { mailbox: guid, passwordMark: 'p', remoteAddress: '192.0.2.1', client: null, secondFactor: false };
  };
  const credentials = await openCredentials({ scope });
  const open = (from = credentials) => new SignInSessions(from, clock, () => ({ ...limits, ...given }));
  return {
    clock,
    goesAway: (away: boolean) => {
      isAway = away;
    },
    who: await person('m1'),
    other: await person('m2'),
    sessions: open(),
    restarted: async () => open(await openCredentials({ scope })),
    rows: () => scope.read((reader) => reader.all('SELECT * FROM credential')),
    removeMailbox: (guid: string) => directory.removeMailbox(guid),
  };
}

test('a session ends after its idle limit, and use begins it anew', async () => {
  const { sessions, clock, who } = await opened();
  const { token } = await sessions.begin(who);
  clock.advance(900);
  assert.equal(sessions.find(token)?.mailbox, who.mailbox);
  clock.advance(900);
  assert.notEqual(sessions.find(token), null);
  clock.advance(1001);
  assert.equal(sessions.find(token), null);
});

test('a session in constant use ends at its absolute limit', async () => {
  const { sessions, clock, who } = await opened();
  const { token } = await sessions.begin(who);
  for (let passed = 0; passed < 5000; passed += 500) {
    assert.notEqual(sessions.find(token), null);
    clock.advance(500);
  }
  clock.advance(1);
  assert.equal(sessions.find(token), null);
});

test('every sign-in gets a new token, and the oldest session makes room', async () => {
  const { sessions, who } = await opened();
  const tokens: string[] = [];
  for (let n = 0; n < 4; n += 1) tokens.push((await sessions.begin(who)).token);
  assert.equal(new Set(tokens).size, 4);
  assert.equal(sessions.find(tokens[0] ?? ''), null);
  assert.equal(sessions.of(who.mailbox).length, 3);
});

test('signing out everywhere leaves other people alone', async () => {
  const { sessions, who, other } = await opened();
  const mine = (await sessions.begin(who)).token;
  const theirs = (await sessions.begin(other)).token;
  await sessions.endAll(who.mailbox);
  assert.equal(sessions.find(mine), null);
  assert.notEqual(sessions.find(theirs), null);
});

test('a session outlives a restart, and what is stored of it opens nothing', async () => {
  const { sessions, restarted, rows, who } = await opened();
  const { token, session } = await sessions.begin(who);
  const after = await restarted();
  assert.equal(after.find(token)?.id, session.id);
  const stored = JSON.stringify(await rows());
  assert.ok(stored.includes(session.id));
  assert.ok(!stored.includes(token));
});

test('a session that ended stays ended over a restart; one of a removed mailbox is gone', async () => {
  const { sessions, restarted, removeMailbox, who, other } = await opened();
  const ended = await sessions.begin(who);
  await sessions.end(ended.session.id);
  const orphan = await sessions.begin(other);
  await removeMailbox(other.mailbox);
  const after = await restarted();
  assert.equal(after.find(ended.token), null);
  assert.equal(after.find(orphan.token), null);
});

test('the token is exchanged in time; the old one serves requests under way and then no more', async () => {
  const { sessions, clock, who } = await opened({ idleMs: 10_000_000, absoluteMs: 10_000_000, rotateAfterMs: 1000 });
  const { token, session } = await sessions.begin(who);
  assert.equal(await sessions.rotateIfDue(session, token), null);
  clock.advance(1000);
  const due = sessions.find(token);
  assert.ok(due !== null);
  const fresh = await sessions.rotateIfDue(due, token);
  assert.ok(fresh !== null && fresh !== token);
  const underWay = sessions.find(token);
  assert.equal(underWay?.id, session.id);
  assert.equal(await sessions.rotateIfDue(underWay, token), fresh, 'requests at the same time exchange it once');
  assert.equal(sessions.find(fresh)?.id, session.id);
  clock.advance(60_001);
  assert.equal(sessions.find(token), null);
  assert.equal(sessions.find(fresh)?.id, session.id);
});

const long = { idleMs: 10_000_000, absoluteMs: 10_000_000, rotateAfterMs: 1000 };

test('requests that come at once exchange a token for one new one, and what was proved meanwhile stays', async () => {
  const { sessions, clock, who } = await opened(long);
  const { token } = await sessions.begin(who);
  clock.advance(1000);
  // Each was looked at before any of them exchanged it, as while the password is asked for.
  const seen = Array.from({ length: 5 }, () => sessions.find(token));
  await sessions.prove(seen[0] as NonNullable<(typeof seen)[0]>);
  const fresh = await Promise.all(
    seen.map((session) => sessions.rotateIfDue(session as NonNullable<typeof session>, token)),
  );
  assert.equal(new Set(fresh).size, 1);
  for (const one of fresh) assert.equal(sessions.find(one ?? '')?.secondFactor, true);
});

test('an answer that got lost signs nobody out: the old token is given its new one until that has come', async () => {
  const { sessions, clock, who } = await opened(long);
  const { token } = await sessions.begin(who);
  clock.advance(1000);
  const fresh = await sessions.rotateIfDue(sessions.find(token) ?? assert.fail(), token);
  clock.advance(600_000);
  const late = sessions.find(token) ?? assert.fail('signed out');
  assert.equal(await sessions.rotateIfDue(late, token), fresh);
  assert.ok(sessions.find(fresh ?? ''));
  clock.advance(60_001);
  assert.equal(sessions.find(token), null);
  assert.ok(sessions.find(fresh ?? ''));
});

test('a token that could not be exchanged goes on, and the next request tries again', async () => {
  const { sessions, clock, goesAway, who } = await opened(long);
  const { token } = await sessions.begin(who);
  clock.advance(1000);
  goesAway(true);
  await assert.rejects(sessions.rotateIfDue(sessions.find(token) ?? assert.fail(), token), /away/);
  goesAway(false);
  const fresh = await sessions.rotateIfDue(sessions.find(token) ?? assert.fail('signed out'), token);
  assert.ok(sessions.find(fresh ?? ''));
});

test('a session that was begun by a clock that went ahead ends when the clock is set right', async () => {
  const { sessions, clock, who } = await opened();
  const { token: before } = await sessions.begin(who);
  clock.set(365 * 86_400_000);
  const { token } = await sessions.begin(who);
  assert.equal(sessions.find(token)?.mailbox, who.mailbox);
  clock.set(-365 * 86_400_000);
  assert.equal(sessions.find(token), null);
  assert.equal(sessions.find(before), null, 'the clock ended it');
  assert.notEqual(sessions.find((await sessions.begin(who)).token), null);
});
