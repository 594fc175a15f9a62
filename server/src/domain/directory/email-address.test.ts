import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AddressSyntaxError, normalizeAddress, normalizeDomain } from './email-address.ts';

test('a domain has one spelling', () => {
  for (const [written, kept] of [
    ['example.test', 'example.test'],
    ['mail-1.example.test', 'mail-1.example.test'],
    ['Example.TEST', 'example.test'],
    ['example.test.', 'example.test'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['localhost', 'localhost'],
    [`${'a'.repeat(63)}.test`, `${'a'.repeat(63)}.test`],
  ] as const)
    assert.equal(normalizeDomain(written), kept);
});

test('what is no domain name is refused', () => {
  for (const written of [
    '',
    '.',
    'a..test',
    '-a.test',
    'a-.test',
    'a b.test',
    'a.test\n',
    '1.2.3.4',
    'a.0x7f',
    'a.1',
    `${'a'.repeat(64)}.test`,
    `${'a.'.repeat(126)}test`,
  ])
    assert.throws(() => normalizeDomain(written), AddressSyntaxError, JSON.stringify(written));
});

test('a local part holds nothing that ends a line for some program', () => {
  assert.equal(normalizeAddress('Élodie@example.test'), 'élodie@example.test');
  for (const character of ['\r', '\n', '\0', '\u0085', '\u009b', '\u2028', '\u2029', '\ud800'])
    assert.throws(() => normalizeAddress(`a${character}b@example.test`), AddressSyntaxError, JSON.stringify(character));
});
