import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainLines } from './plain-lines.ts';
import { textAsHtml } from './escape-html.ts';

test('a line each block, of empty ones in a row one, and none at either end', () => {
  assert.deepEqual(plainLines('<br><p>One</p><br><br><div>Two<br>&gt; three</div><br>'), [
    'One',
    '',
    'Two',
    ' > three',
  ]);
  assert.deepEqual(plainLines('<br>'.repeat(100)), []);
});

test('text comes back from its HTML', () => {
  const text = 'Anna & <Co>\nthe "best"';
  assert.deepEqual(plainLines(textAsHtml(text)), text.split('\n'));
});
