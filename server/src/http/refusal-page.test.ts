import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { runWebService } from './running-web-service.fixture.ts';

/** What Chromium and Firefox send for an address that is opened in a window. */
const visit = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
const hostFor = () => ({ describe: async () => [], async *invoke() {} });

test('an address without a page is answered to a browser with a page in its language, and with ways on', async () => {
  await using web = await runWebService({ hostFor });
  for (const path of ['/nothing', '/owa/assets/gone.js', '/ecp/assets/gone.css', '/api/nothing', '/%zz']) {
    for (const [language, words, wayOn] of [
      ['en-GB,en;q=0.9', /There is no page|The server refused/, 'Open webmail'],
      ['fr-FR,fr;q=0.9', /Il n’y a pas de page|Le serveur a refusé/, 'Ouvrir la messagerie web'],
    ] as const) {
      const answer = await web.request(path, { headers: { ...visit, 'accept-language': language } });
      assert.equal(answer.status, path === '/%zz' ? 400 : 404, path);
      assert.match(String(answer.headers['content-type']), /^text\/html/, path);
      assert.match(answer.text, words, path);
      assert.ok(answer.text.includes(`<html lang="${language.slice(0, 2)}">`), path);
      assert.ok(answer.text.includes(`<a href="/owa/">${wayOn}</a>`), path);
      assert.ok(answer.text.includes('<a href="/ecp/">'), path);
      assert.doesNotMatch(answer.text, /\bGET\b/, path);
      const [, style = ''] = /<style>([\s\S]*)<\/style>/.exec(answer.text) ?? [];
      const hash = createHash('sha256').update(style).digest('base64');
      assert.ok(String(answer.headers['content-security-policy']).includes(`style-src 'sha256-${hash}'`), path);
    }
  }
});

test('what a program asks for stays JSON, whatever it takes besides', async () => {
  await using web = await runWebService({ hostFor });
  const asked: readonly Record<string, string>[] = [
    {},
    { accept: '*/*' },
    { accept: 'application/json' },
    { accept: 'text/html;q=0, application/json' },
    { accept: 'text/htmlx' },
  ];
  for (const headers of asked) {
    const answer = await web.request('/nothing', { headers });
    assert.equal(answer.status, 404);
    assert.equal((JSON.parse(answer.text) as { error: { code: string } }).error.code, 'NotFound');
  }
  const sent = await web.request('/nothing', { method: 'POST', headers: visit, body: '{}' });
  assert.equal((JSON.parse(sent.text) as { error: { code: string } }).error.code, 'NotFound');
});

test('an address that holds HTML is shown, not obeyed', async () => {
  await using web = await runWebService({ hostFor });
  const answer = await web.request('/<img src=x onerror=alert(1)>&\'"'.replaceAll(' ', '%20'), { headers: visit });
  assert.equal(answer.status, 404);
  assert.ok(!answer.text.includes('<img'));
  assert.ok(answer.text.includes('&lt;img%20src=x'));
});
