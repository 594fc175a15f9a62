import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CmdletHost } from '@relais/management-contract';
import type { LiveSession } from '../../services/admission/live-sessions.ts';
import { type Answer, runWebService } from '../running-web-service.fixture.ts';
import { createUserApi } from './index.ts';

const hostFor = (): CmdletHost => ({
  describe: async () => [],
  async *invoke() {},
});

test('a new password ends every session that the old one opened, and no other', async () => {
  await using web = await runWebService({
    hostFor,
    // The pages of client settings are not asked for in here.
    options: { routes: [createUserApi({} as Parameters<typeof createUserApi>[0])] },
  });
  const { directory, liveSessions, clock } = web;
  const mailbox = directory.findMailbox('user');
  const administrator = directory.findMailbox('administrator');
  assert.ok(mailbox !== null && administrator !== null);
  const closed: string[] = [];
  const connect = (id: string, more: Partial<LiveSession>): void => {
    const session: LiveSession = {
      id,
      protocol: 'IMAP4',
      remoteAddress: '192.0.2.1',
      since: clock.now(),
      secure: true,
      user: 'user@example.test',
      accountId: mailbox.guid,
      client: null,
      state: 'authenticated',
      folder: null,
      lastCommand: null,
      lastActivity: clock.now(),
      longestPause: 0,
      bytesIn: () => 0,
      bytesOut: () => 0,
      close: () => void closed.push(id),
      ...more,
    };
    liveSessions.admit(session, { MaxConnections: 9, MaxConnectionFromSingleIP: 9, MaxConnectionsPerUser: 9 });
  };
  connect('by password', {});
  connect('by app password', { credentialId: 'one of his' });
  connect('of another', { accountId: administrator.guid });
  connect('to the mailbox of another', { accountId: administrator.guid, delegateId: mailbox.guid });
  connect('of another, in this mailbox', { delegateId: administrator.guid });
  const here = await web.signIn('user@example.test');
  const elsewhere = await web.signIn('user@example.test');
  const ask = (
    me: { cookie: string; csrfToken: string },
    method: string,
    path: string,
    body?: object,
  ): Promise<Answer> =>
    web.request(path, {
      method,
      headers: { cookie: me.cookie, 'x-csrf-token': me.csrfToken },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const change = (current: string, next: string): Promise<Answer> =>
    ask(here, 'POST', '/api/password', { current, next });
  const before = await directory.passwordHash(mailbox.guid);

  assert.equal((await change('wrong', 'a new password')).status, 403);
  assert.equal((await change('right', 'seven 7')).status, 400);
  assert.equal((await change('right', 'right')).status, 400);
  const forged = await web.request('/api/password', {
    method: 'POST',
    headers: { cookie: here.cookie },
    body: JSON.stringify({ current: 'right', next: 'a new password' }),
  });
  assert.equal(forged.status, 403, 'no CSRF token');
  assert.equal(await directory.passwordHash(mailbox.guid), before);
  assert.deepEqual([closed, web.audited], [[], []]);

  const changed = await change('right', 'a new password');
  assert.equal(changed.status, 200, changed.text);
  assert.equal(await directory.passwordHash(mailbox.guid), 'a new password');
  assert.deepEqual(closed, ['by password', 'to the mailbox of another']);
  assert.deepEqual(web.audited, ['user@example.test Set-Mailbox user']);
  assert.equal(web.identity.credentials.of(mailbox.guid, 'web-session').length, 1, 'nothing is kept of the old ones');
  for (const old of [here, elsewhere]) assert.equal((await ask(old, 'GET', '/api/security')).status, 401);
  const now = {
    cookie: changed.headers['set-cookie']?.[0]?.split(';')[0] ?? '',
    csrfToken: (JSON.parse(changed.text) as { csrfToken: string }).csrfToken,
  };
  assert.equal((await ask(now, 'GET', '/api/security')).status, 200);
});
