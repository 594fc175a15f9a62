import assert from 'node:assert/strict';
import { test } from 'node:test';
import { beginningOfHtml, mostTags } from './beginning-of-html.ts';

test('a message of as many tags as may be is whole, one more is cut before it', () => {
  const whole = '<br>text'.repeat(mostTags);
  assert.equal(beginningOfHtml(whole), null);
  assert.equal(beginningOfHtml(`${whole}<p>more`), whole);
});

test('a long message of few tags is whole', () => {
  assert.equal(beginningOfHtml(`<img src="data:image/png;base64,${'A'.repeat(3_000_000)}">`), null);
  assert.equal(beginningOfHtml(''), null);
});
