import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readHeaderFields } from '../header-fields.ts';
import { readArcSets } from './arc-sets.ts';
import { checkArc } from './check-arc.ts';

test('a message signature that covers seals makes the chain fail, whatever it says (RFC 8617 §4.1.2)', async () => {
  const header = [
    'ARC-Seal: i=1; a=rsa-sha256; cv=none; d=a.test; s=x; b=AAAA',
    'ARC-Message-Signature: i=1; a=rsa-sha256; d=a.test; s=x; h=from:arc-seal; bh=AAAA; b=AAAA',
    'ARC-Authentication-Results: i=1; a.test; spf=pass',
    'From: anna@a.test',
    '',
  ];
  const fields = readHeaderFields(header.join('\r\n'));
  const asksNothing = {
    query: () => assert.fail('the DNS was asked'),
  };
  const { verdict, reason } = await checkArc(
    asksNothing,
    readArcSets(fields),
    fields,
    { hash: 'AAAA', canonicalBytes: 3 },
    0,
  );
  assert.deepEqual({ verdict, reason }, { verdict: 'fail', reason: 'the message signature covers seals' });
});
