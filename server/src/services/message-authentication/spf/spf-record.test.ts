import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSpfRecord } from './spf-record.ts';

// From each letter a look to the line break that ends a text of DNS: six seconds of processor, of everybody.
test('a term of 64,000 letters and a line break is read in one pass', () => {
  const before = process.cpuUsage();
  assert.equal(parseSpfRecord(`v=spf1 ${'0'.repeat(64_000)}\n`), null);
  assert.ok(process.cpuUsage(before).user < 1_000_000);
  assert.equal(parseSpfRecord('v=spf1 -all')?.directives.length, 1);
});

test('a record with a term that its grammar has not is void as a whole (RFC 7208 §4.6, §7.1)', () => {
  const valid = [
    'a:mail.a-b.example',
    'a:mail.example./24//64',
    'exists:%{ir}.sbl.%{d}',
    'include:%{o}',
    'ip4:192.0.2.0/0',
    'foo=%{h}:/bar',
    'moo.cow-far_out=man:dog/cat',
  ];
  const faulty = [
    'a:museum',
    'a:mail.example.-com',
    'a:mail.123',
    'mx:example.com:8080',
    'exists:a.example/24',
    'ip4:192.0.2.1/032',
    'a/08',
    'include:%{c}.example',
    'redirect=a.example/x',
    'foo=%abc',
  ];
  for (const term of valid) assert.notEqual(parseSpfRecord(`v=spf1 ${term} -all`), null, term);
  for (const term of faulty) assert.equal(parseSpfRecord(`v=spf1 ${term} -all`), null, term);
});
