import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSameOrigin } from './same-origin.ts';

test('a request that another site sends is told from our own and from a script', () => {
  const host = 'mail.example.test:10443';
  assert.equal(isSameOrigin({ host }), true);
  assert.equal(
    isSameOrigin({ host, origin: 'https://mail.example.test:10443', 'sec-fetch-site': 'same-origin' }),
    true,
  );
  assert.equal(isSameOrigin({ host, origin: 'https://evil.test' }), false);
  assert.equal(isSameOrigin({ host, origin: 'https://mail.example.test' }), false);
  assert.equal(isSameOrigin({ host, origin: 'http://mail.example.test:10443' }), false);
  assert.equal(isSameOrigin({ host, origin: 'null' }), false);
  assert.equal(isSameOrigin({ host, origin: 'not a url' }), false);
  assert.equal(isSameOrigin({ host, 'sec-fetch-site': 'same-site' }), false);
});
