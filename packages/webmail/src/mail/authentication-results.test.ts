import assert from 'node:assert/strict';
import { test } from 'node:test';
import { authenticationResults, senderVerdict } from './authentication-results.ts';

test('results are read with their domains, comments left out (RFC 8601 §2.2)', () => {
  const field =
    'mail.example.test; spf=pass (a (nested) comment; spf=fail) smtp.mailfrom=anna@example.com; dkim=fail header.d=example.org; dmarc=pass header.from=example.com';
  const results = authenticationResults(field);
  assert.deepEqual(results, [
    { method: 'spf', result: 'pass', domain: 'example.com' },
    { method: 'dkim', result: 'fail', domain: 'example.org' },
    { method: 'dmarc', result: 'pass', domain: 'example.com' },
  ]);
  assert.equal(senderVerdict(results), 'verified');
});

test('a verdict needs results', () => {
  assert.equal(senderVerdict(authenticationResults('mail.example.test; dmarc=fail')), 'forged');
  assert.equal(senderVerdict(authenticationResults('mail.example.test; spf=none')), 'unverified');
  assert.equal(senderVerdict(authenticationResults(null)), null);
});
