import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mtaStsId, parseMtaStsPolicy, policyAllows } from './mta-sts-policy.ts';

/** A policy's text with some of its lines written otherwise; `null` leaves one out. */
function textOf(change: Record<string, string | null> = {}): string {
  const lines = { version: 'STSv1', mode: 'enforce', mx: 'mail.example.net', max_age: '86400', ...change };
  return Object.entries(lines)
    .flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`]))
    .join('\r\n');
}

for (const [records, id] of [
  [['v=STSv1; id=20160831085700Z;'], '20160831085700Z'],
  [['v=spf1 -all', 'v=STSv1;id=a1'], 'a1'],
  [['v=STSv1; other=x; id=a1; more=y'], 'a1'],
  [['v=STSv1; id=a1;', 'v=STSv1; id=a2;'], null],
  [['v=STSv1; id=a1;', 'v=STSv1; id=not-alphanumeric;'], null],
  [['v=STSv1; id=;'], null],
  [[`v=STSv1; id=${'a'.repeat(33)};`], null],
  [['v=STSv2; id=a1;'], null],
  [[], null],
] as const)
  test(`the id among ${JSON.stringify(records)} is ${id} (RFC 8461 §3.1)`, () => {
    assert.equal(mtaStsId(records), id);
  });

test('a policy is read as it is written; a longer age is a year and a bit (RFC 8461 §3.2)', () => {
  assert.deepEqual(parseMtaStsPolicy(`${textOf()}\nmx: *.Example.net\nfurther: word\n`), {
    mode: 'enforce',
    hosts: ['mail.example.net', '*.example.net'],
    maxAgeSeconds: 86_400,
  });
  assert.equal(parseMtaStsPolicy(textOf({ max_age: '9999999999' }))?.maxAgeSeconds, 31_557_600);
  assert.deepEqual(parseMtaStsPolicy(textOf({ mode: 'none', mx: null }))?.hosts, []);
});

for (const change of [
  { version: 'STSv2' },
  { version: null },
  { mode: 'strict' },
  { mode: null },
  { mx: null },
  { mode: 'testing', mx: null },
  { max_age: null },
  { max_age: '-1' },
  { max_age: '1d' },
] as readonly Record<string, string | null>[])
  test(`a policy with ${JSON.stringify(change)} counts as none (RFC 8461 §3.2)`, () => {
    assert.equal(parseMtaStsPolicy(textOf(change)), null);
  });

for (const [pattern, host, allowed] of [
  ['mail.example.net', 'MAIL.example.net', true],
  ['mail.example.net', 'other.example.net', false],
  ['*.example.net', 'mail.example.net', true],
  ['*.example.net', 'a.mail.example.net', false],
  ['*.example.net', 'example.net', false],
] as const)
  test(`${pattern} ${allowed ? 'allows' : 'does not allow'} ${host} (RFC 8461 §4.1)`, () => {
    assert.equal(policyAllows({ mode: 'enforce', hosts: [pattern], maxAgeSeconds: 1 }, host), allowed);
  });

// From every blank a look to the end, and from there again: 16 KB were not read after two minutes, and 64 are the most that is read.
test('a policy whose line is blanks is read in one pass', () => {
  const blanks = ' \t'.repeat(32_000);
  assert.equal(parseMtaStsPolicy(`mode:${blanks}\u2028`), null);
  assert.deepEqual(parseMtaStsPolicy(textOf({ mode: `${blanks}enforce${blanks}` }))?.mode, 'enforce');
});
