import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AuthenticationFacts, authenticationResults } from './authentication-results.ts';

const hostile = [
  'evil\r\nX-Injected: 1\r\n\r\nbody',
  'evil\u0085X-Injected: 1',
  'evil\u2028X-Injected: 1',
  'evil\0; dmarc=pass',
  'evil"; dmarc=pass header.from="bank.test',
  '\\"'.repeat(1_000),
  'x'.repeat(2_000),
  '\u{1f3d6}'.repeat(1_000),
  'č\u010aX-Injected: 1',
];

for (const text of hostile) {
  test(`${JSON.stringify(text.slice(0, 40))} from a stranger ends no line, no value and makes none too long`, () => {
    const facts: AuthenticationFacts = {
      spf: { verdict: 'none', identity: 'mailfrom', domain: text } as AuthenticationFacts['spf'],
      spfIdentity: `${text}@far.test`,
      dkim: [{ verdict: 'permerror', reason: text, domain: text, selector: text, signature: text }],
      arc: { verdict: 'fail', reason: text, sawDmarcPass: false, sealer: null } as AuthenticationFacts['arc'],
      dmarc: { verdict: 'fail', policy: 'none', domain: text } as AuthenticationFacts['dmarc'],
      address: '192.0.2.1',
    };
    const field = authenticationResults('cas01.example.test', facts);
    const lines = field.split('\r\n');
    assert.equal(lines.length, 6);
    assert.equal(lines.at(-1), '');
    assert.equal(lines[0], 'Authentication-Results: cas01.example.test;');
    for (const line of lines.slice(1, -1)) {
      // RFC 5322 §2.1.1
      assert.ok(Buffer.byteLength(line) <= 998, `${Buffer.byteLength(line)} octets`);
      assert.match(line, /^\t[a-z]+=[a-z]+ /);
      // Outside of quotes nothing of a stranger's remains but tokens (RFC 8601 §2.2).
      const bare = line.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""');
      assert.ok(!/["\\\p{Cc}\p{Zl}\p{Zp}]/u.test(bare.replaceAll('""', '').slice(1)), bare);
      assert.ok(!bare.includes('dmarc=pass'), bare);
    }
  });
}
