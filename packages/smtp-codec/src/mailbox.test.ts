import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { longAddressLimits, parseMailbox, usualAddressLimits } from './mailbox.ts';
import { readCommand } from './read-command.ts';

test('addresses are taken apart at the @ after the local part', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['anna@example.org', 'anna', 'example.org'],
    ['a.b+tag=x@example.org', 'a.b+tag=x', 'example.org'],
    ['"a@evil x"@good', 'a@evil x', 'good'],
    ['"a\\"b\\\\c"@example.org', 'a"b\\c', 'example.org'],
    ['""@example.org', '', 'example.org'],
    ['anna@[192.0.2.1]', 'anna', '[192.0.2.1]'],
    ['anna@[IPv6:2001:db8::1]', 'anna', '[IPv6:2001:db8::1]'],
    ['élodie@exämple.org', 'élodie', 'exämple.org'],
    ['δοκιμή@παράδειγμα.δοκιμή', 'δοκιμή', 'παράδειγμα.δοκιμή'],
  ];
  for (const [text, localPart, domain] of cases) {
    assert.deepEqual(parseMailbox(text), { localPart, domain, text }, text);
  }
});

test('quotes that are not needed are left out of the canonical text', () => {
  assert.equal(parseMailbox('"anna"@example.org')?.text, 'anna@example.org');
  assert.equal(parseMailbox('"\\a\\n\\n\\a"@example.org')?.text, 'anna@example.org');
});

test('what is no address is refused', () => {
  const bad = [
    '',
    '@',
    'anna',
    'anna@',
    '@example.org',
    '.anna@example.org',
    'anna.@example.org',
    'a..b@example.org',
    'a b@example.org',
    'a@b@example.org',
    'a(comment)@example.org',
    'anna@exa mple.org',
    'anna@-example.org',
    'anna@example-.org',
    'anna@example..org',
    'anna@.org',
    'anna@[192.0.2.256]',
    'anna@[IPv6:1::2::3]',
    'anna@[192.0.2.1',
    'anna@[x]',
    '"anna@example.org',
    '"a\r"@example.org',
    'anna@example.org>',
    'anna@example.org,b@example.org',
    'anna%evil@',
    `${'x'.repeat(65)}@example.org`,
    `anna@${'x'.repeat(64)}.org`,
    `anna@${'x.'.repeat(130)}org`,
    '<anna@example.org>',
    'a\\@b@example.org',
    'anna@example.org\0',
    // RFC 6531 allows what is beyond US-ASCII, but some programs end a line at these.
    'a\u0085b@example.org',
    'a\u2028b@example.org',
    '"a\u2029b"@example.org',
    '"a\u009bb"@example.org',
    'anna@exa\u2028mple.org',
    'anna@exa\u0085mple.org',
    'a\ud800b@example.org',
  ];
  for (const text of bad) assert.equal(parseMailbox(text), null, JSON.stringify(text));
});

test('limits count octets, and long addresses are allowed where a connector says so', () => {
  assert.notEqual(parseMailbox(`${'x'.repeat(64)}@example.org`), null);
  assert.equal(parseMailbox(`${'é'.repeat(33)}@example.org`), null);
  assert.notEqual(parseMailbox(`${'x'.repeat(1000)}@example.org`, longAddressLimits), null);
});

test('any text is read or refused, and the canonical text of an address is that address', () => {
  const characters = fc.constantFrom(
    'a',
    'b',
    '.',
    '@',
    '"',
    '\\',
    ' ',
    '[',
    ']',
    '<',
    '>',
    '1',
    ':',
    '-',
    'é',
    '\r',
    '\n',
    '\0',
  );
  fc.assert(
    fc.property(fc.string({ unit: characters, maxLength: 20 }), (text) => {
      const address = parseMailbox(text);
      if (address === null) return;
      assert.deepEqual(parseMailbox(address.text), address);
      assert.doesNotMatch(address.text, /[\r\n\0]/);
    }),
    { numRuns: 3000 },
  );
});

test('an address without a domain gets the default one only where there is one', () => {
  const limits = { ...usualAddressLimits, defaultDomain: 'example.test' };
  assert.throws(() => readCommand('MAIL FROM:<anna>'), { code: 501 });
  const request = readCommand('MAIL FROM:<"an na"> SIZE=1', limits);
  assert.equal(request.verb === 'MAIL' && request.from?.text, '"an na"@example.test');
  assert.throws(() => readCommand('RCPT TO:<>', limits), { code: 501 });
});
