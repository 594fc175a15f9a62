import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startServer } from '../../../../test/support/server.ts';
import { everything, JmapTestClient } from './fixtures/jmap-client.ts';

test('VacationResponse: the one object, and it is obeyed (RFC 8621 §8)', async (t) => {
  const server = await startServer(t);
  const alice = await JmapTestClient.open(server, server.users.alice);
  const bob = await JmapTestClient.open(server, server.users.bob);
  const session = JSON.parse((await alice.ask('GET', '/.well-known/jmap')).text);
  const capability = 'urn:ietf:params:jmap:vacationresponse';
  assert.deepEqual(session.capabilities[capability], {});
  assert.deepEqual(session.accounts[alice.accountId].accountCapabilities[capability], {});

  const [[, first], [, missing]] = await alice.call(
    ['VacationResponse/get', { ids: null }, 'a'],
    ['VacationResponse/get', { ids: ['other'], properties: ['isEnabled'] }, 'b'],
  );
  const none = { isEnabled: false, fromDate: null, toDate: null, subject: null, textBody: null, htmlBody: null };
  assert.deepEqual(first.list, [{ id: 'singleton', ...none }]);
  assert.deepEqual(missing.notFound, ['other']);

  const away = { isEnabled: true, subject: 'Away until Monday', textBody: 'Back on Monday.' };
  const [[, set], [, now]] = await alice.call(
    ['VacationResponse/set', { ifInState: first.state, update: { singleton: away } }, 's'],
    ['VacationResponse/get', {}, 'g'],
  );
  assert.deepEqual(set.updated, { singleton: null });
  assert.equal(set.oldState, first.state);
  assert.equal(set.newState, now.state);
  assert.deepEqual(now.list, [{ id: 'singleton', ...none, ...away }]);

  const [[, { list: identities }]] = await bob.call(['Identity/get', {}, 'i']);
  const emailId = await bob.draft({ subject: 'Lunch?', to: [{ name: null, email: server.users.alice.address }] });
  const [[, sent]] = await bob.call([
    'EmailSubmission/set',
    { create: { s: { identityId: identities[0].id, emailId } } },
    's',
  ]);
  assert.equal(sent.notCreated, null);
  assert.equal(await arrived(bob, 'Away until Monday'), true, 'the reply has come');
});

test('VacationResponse/set: dates, bodies, what the server made of them, and what it refuses', async (t) => {
  const server = await startServer(t);
  const alice = await JmapTestClient.open(server, server.users.alice);
  const change = async (singleton: Record<string, unknown>) => {
    const [[, set], [, got]] = await alice.call(
      ['VacationResponse/set', { update: { singleton } }, 's'],
      ['VacationResponse/get', {}, 'g'],
    );
    return { set, now: got.list[0] };
  };
  const dates = { fromDate: '2026-12-24T18:00:00Z', toDate: '2027-01-04T07:00:00Z' };
  const html = await change({ isEnabled: true, ...dates, htmlBody: '<p>Away</p>', textBody: 'Away' });
  assert.deepEqual(html.set.updated, { singleton: { textBody: null } });
  assert.deepEqual(
    [html.now.fromDate, html.now.toDate, html.now.htmlBody],
    [dates.fromDate, dates.toDate, '<p>Away</p>'],
  );

  const bare = await change({ fromDate: null, toDate: null, htmlBody: null });
  assert.match(bare.set.updated.singleton.textBody, /may not read your message/);
  assert.equal(bare.now.textBody, bare.set.updated.singleton.textBody);
  const marked = await change({ textBody: 'See <b> & write\nagain' });
  assert.equal(marked.now.htmlBody, '<div>See &lt;b&gt; &amp; write<br>again</div>');

  for (const [bad, property] of [
    [{ fromDate: '24.12.2026' }, 'fromDate'],
    [{ fromDate: dates.toDate, toDate: dates.fromDate }, 'fromDate'],
    [{ isEnabled: 'yes' }, 'isEnabled'],
    [{ subject: 'two\r\nlines' }, 'subject'],
    [{ textBody: 'x'.repeat(128_001) }, 'textBody'],
    [{ colour: 'red' }, 'colour'],
  ] as const) {
    const { set, now } = await change(bad);
    assert.equal(set.notUpdated.singleton.type, 'invalidProperties');
    assert.equal(set.notUpdated.singleton.properties[0], property);
    assert.deepEqual(now, marked.now);
  }
  const [[, outcome], [, stale], [, foreign]] = await alice.call(
    ['VacationResponse/set', { create: { k: {} }, update: { other: {} }, destroy: ['singleton'] }, 'c'],
    ['VacationResponse/set', { ifInState: 'old', update: {} }, 'm'],
    ['VacationResponse/get', { accountId: 'somebody' }, 'f'],
  );
  assert.equal(outcome.notCreated.k.type, 'singleton');
  assert.equal(outcome.notUpdated.other.type, 'notFound');
  assert.equal(outcome.notDestroyed.singleton.type, 'singleton');
  assert.equal(stale.type, 'stateMismatch');
  assert.equal(foreign.type, 'accountNotFound');

  const using = everything.filter((name) => !name.endsWith(':vacationresponse'));
  const methodCalls = [['VacationResponse/get', { accountId: alice.accountId }, 'u']];
  const answer = await alice.ask('POST', '/jmap/api', JSON.stringify({ using, methodCalls }));
  assert.equal(JSON.parse(answer.text).methodResponses[0][1].type, 'unknownMethod');
});

/** Until it is there: the queue carries it home in its own time. */
async function arrived(client: JmapTestClient, subject: string): Promise<boolean> {
  for (let tries = 0; tries < 4000; tries++) {
    const [[, { ids }]] = await client.call(['Email/query', { filter: { subject } }, 'q']);
    if (ids.length > 0) return true;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return false;
}
