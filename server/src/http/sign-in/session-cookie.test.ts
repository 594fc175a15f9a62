import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clearedSessionCookie, sessionCookie, sessionTokenIn } from './session-cookie.ts';

const token = 'a'.repeat(43);

test('no script, no other site, no sibling domain and no plain page gets at the cookie (RFC 6265bis §4.1.2, §4.1.3.2)', () => {
  for (const cookie of [sessionCookie(token), clearedSessionCookie()]) {
    const [pair = '', ...attributes] = cookie.split('; ');
    assert.match(pair, /^__Host-/);
    for (const attribute of ['Path=/', 'Secure', 'HttpOnly', 'SameSite=Strict'])
      assert.ok(attributes.includes(attribute), `${attribute} in ${cookie}`);
    // With a Domain a browser would not take the prefix __Host-.
    assert.ok(!attributes.some((attribute) => attribute.startsWith('Domain')));
  }
  assert.doesNotMatch(sessionCookie(token), /Max-Age|Expires/, 'it ends with the browser');
  assert.match(clearedSessionCookie(), /; Max-Age=0$/);
});

test('a token is found among other cookies, and what cannot be one of ours is none', () => {
  const [pair = ''] = sessionCookie(token).split(';');
  assert.equal(sessionTokenIn(`theme=dark; ${pair}; x=y`), token);
  assert.equal(sessionTokenIn(undefined), null);
  assert.equal(sessionTokenIn('theme=dark'), null);
  assert.equal(sessionTokenIn(`${pair}a`), null);
  assert.equal(sessionTokenIn(pair.replace('__Host-', '')), null);
  assert.equal(sessionTokenIn(clearedSessionCookie().split(';')[0]), null);
});
