import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mailTipsPath } from './mail-tips-path.ts';

test('a message to a crowd asks about as many as one request takes, whole addresses only', () => {
  assert.equal(
    mailTipsPath(['a+b@example.test', 'c@example.test']),
    '/api/mail-tips?address=a%2Bb%40example.test&address=c%40example.test',
  );
  for (const length of [1, 20, 64, 300]) {
    const crowd = Array.from({ length: 500 }, (_, index) => `${'x'.repeat(length)}${index}@example.test`);
    const path = mailTipsPath(crowd);
    assert.ok(path.length <= 8_000, `${path.length} characters`);
    const asked = new URL(path, 'https://relais.invalid').searchParams.getAll('address');
    assert.ok(asked.length > 0 && asked.length <= 100);
    assert.deepEqual(asked, crowd.slice(0, asked.length));
  }
});
