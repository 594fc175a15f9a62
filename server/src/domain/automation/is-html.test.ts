import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isHtml } from './is-html.ts';

test('a message with a tag is HTML, and one with the signs of arithmetic is not', () => {
  for (const message of ['<p>Away</p>', 'a <br> b', '<!-- x -->', '</div>', '1 < 2 <B>x'])
    assert.equal(isHtml(message), true, message);
  for (const message of ['', 'Away', '1 < 2 > 0', '<3', 'a <b', 'a > <b'])
    assert.equal(isHtml(message), false, message);
});

// Reading on to the end for each beginning of a tag took seconds for one reply, with every message that is answered.
test('a message of beginnings of tags without an end is read once', () => {
  assert.equal(isHtml('<a'.repeat(500_000)), false);
});
