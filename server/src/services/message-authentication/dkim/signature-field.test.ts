import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSignatureField } from './signature-field.ts';

/** What is read of a signature whose tags are these; a text says why it counts for nothing. */
function read(tags: Readonly<Record<string, string | null>>): ReturnType<typeof parseSignatureField> {
  const all = {
    v: '1',
    a: 'rsa-sha256',
    d: 'contoso.com',
    s: 'one',
    h: 'From:To',
    bh: 'aGFzaA==',
    b: 'c2lnbmVk',
    ...tags,
  };
  const text = Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [`${name}=${value}`]));
  return parseSignatureField({ name: 'dkim-signature', raw: `DKIM-Signature: ${text.join('; ')}` }, 'dkim');
}

const identityOf = (tags: Readonly<Record<string, string | null>>): string => {
  const found = read(tags);
  return typeof found === 'string' ? found : found.identityDomain;
};

test('i= speaks for d= or a domain below it, and for none that only ends with the same letters (RFC 6376 §3.5)', () => {
  assert.equal(identityOf({}), 'contoso.com');
  assert.equal(identityOf({ i: 'anna@contoso.com' }), 'contoso.com');
  assert.equal(identityOf({ i: '@news.contoso.com' }), 'news.contoso.com');
  for (const i of ['@evilcontoso.com', '@com', '@contoso.com.elsewhere.test', 'contoso.com@elsewhere.test'])
    assert.equal(identityOf({ i }), 'i= is not within d=', i);
});

test('a signature that does not say what it must counts for nothing, with the reason', () => {
  for (const [tags, reason] of [
    [{ v: '2' }, 'v= is not 1'],
    [{ a: 'rsa-sha1' }, 'the algorithm rsa-sha1 is not used'],
    [{ h: 'To:Subject' }, 'From is not signed'],
    [{ c: 'loose/simple' }, 'c= is neither simple nor relaxed'],
    [{ s: 'one..two' }, 'd= or s= is no name'],
    [{ q: 'http/get' }, 'the key is not in the DNS'],
    [{ l: '-1' }, 'l= or x= is no number'],
    [{ bh: null }, 'the signature or the hash of the body is missing'],
    [{ b: '' }, 'the signature or the hash of the body is missing'],
  ] as const)
    assert.equal(read(tags), reason);
});
