import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CmdletHost } from '@relais/management-contract';
import type { HttpRoutes } from '../http-context.ts';
import { type Answer, runWebService } from '../running-web-service.fixture.ts';
import { createUserApi } from './index.ts';

const hostFor = (): CmdletHost => ({
  describe: async () => [],
  async *invoke() {},
});

/** What answers whoever asks, and says nothing of anybody. */
const open = new Set(['GET /api/session', 'GET /api/message-frame']);
/** The doors themselves. */
const signIn = /^POST \/api\/sign-in(?:\/|$)/;
/** What the admin center offers of one's own account: open to an administrator whose webmail is off. */
const alsoWithoutWebmail = /\/api\/(?:security|password$|regional-settings|sign-in-sessions|sign-ins|sign-out)/;

const ticket = 'x'.repeat(20);
/** Of those routes whose bodies are looked at before their sender. */
const bodies: Readonly<Record<string, object>> = {
  '/api/password': { current: 'x', next: 'x' },
  '/api/app-passwords': { name: 'x' },
  '/api/security/confirm': { password: 'x' },
  '/api/security/totp/confirm': { ticket, name: 'x', code: '000000' },
  '/api/security/passkey/confirm': { ticket, name: 'x', passkey: {} },
};

test('each route of /api asks who sends it, for the CSRF token, and whether webmail is open to him', async () => {
  const routes: { readonly method: string; readonly url: string }[] = [];
  const note: HttpRoutes = (app) => {
    app.addHook('onRoute', ({ method, url }) => {
      for (const each of [method].flat()) if (each !== 'HEAD') routes.push({ method: each, url });
    });
  };
  await using web = await runWebService({
    hostFor,
    options: { routes: [note, createUserApi({} as Parameters<typeof createUserApi>[0])] },
  });
  const { directory } = web;
  const guid = directory.findMailbox('user')?.guid ?? '';
  const me = await web.signIn('user@example.test');
  const ask = (
    { method, url }: { readonly method: string; readonly url: string },
    headers: Record<string, string>,
  ): Promise<Answer> =>
    web.request(url.replaceAll(/:\w+/g, 'x'), {
      method,
      headers,
      ...(method !== 'POST' ? {} : { body: JSON.stringify(bodies[url] ?? {}) }),
    });
  const codeOf = ({ text }: Answer): string => (JSON.parse(text) as { error: { code: string } }).error.code;
  const asked = [
    // Of the rooms before `note`.
    ...['/api/sign-in-sessions', '/api/sign-ins'].map((url) => ({ method: 'GET', url })),
    ...['/api/sign-out', '/api/sign-out-everywhere'].map((url) => ({ method: 'POST', url })),
    { method: 'DELETE', url: '/api/sign-in-sessions/:id' },
    ...routes,
  ].filter(({ method, url }) => !open.has(`${method} ${url}`) && !signIn.test(`${method} ${url}`));
  assert.ok(asked.length > 30, `${asked.length}`);

  const { cookie, csrfToken } = me;
  const evil = { cookie, 'x-csrf-token': csrfToken, origin: 'https://evil.test' };
  for (const route of asked) {
    const name = `${route.method} ${route.url}`;
    assert.equal((await ask(route, {})).status, 401, `${name}: nobody`);
    assert.equal((await ask(route, { authorization: 'Basic dXNlcjpyaWdodA==' })).status, 401, `${name}: Basic`);
    if (route.method === 'GET') continue;
    const forged: readonly Record<string, string>[] = [{ cookie }, { cookie, 'x-csrf-token': 'x' }, evil];
    for (const headers of forged) assert.equal(codeOf(await ask(route, headers)), 'CsrfTokenRequired', name);
  }

  await directory.updateMailbox(guid, { owaEnabled: false });
  for (const route of asked) {
    if (alsoWithoutWebmail.test(route.url)) continue;
    const answer = await ask(route, { cookie, 'x-csrf-token': csrfToken });
    assert.equal(answer.status, 403, `${route.method} ${route.url}: ${answer.text}`);
    assert.equal(codeOf(answer), 'DoorClosed', `${route.method} ${route.url}`);
  }
  for (const url of ['/api/security', '/api/sign-ins', '/api/regional-settings'])
    assert.equal((await ask({ method: 'GET', url }, { cookie })).status, 200, url);

  await directory.updateMailbox(guid, { owaEnabled: true, enabled: false });
  for (const route of asked)
    assert.equal((await ask(route, { cookie, 'x-csrf-token': csrfToken })).status, 401, `${route.url}: disabled`);
});
