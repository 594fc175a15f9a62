import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import type { DnsClient } from '../../../platform/dns/dns-client.ts';
import { chosenFields } from './canonical-header.ts';
import type { SignatureField } from './signature-field.ts';
import { checkSignature } from './verify-signature.ts';

const { publicKey } = generateKeyPairSync('ed25519');
const key = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64');

/** What is said of a signature of these facts when the key's record has `flags`. */
async function verdictOf(facts: Partial<SignatureField>, flags = ''): Promise<string | null> {
  const signature: SignatureField = {
    field: { name: 'dkim-signature', raw: 'DKIM-Signature: b=' },
    algorithm: 'ed25519-sha256',
    signature: Buffer.alloc(64),
    bodyHash: 'hash',
    headerHow: 'relaxed',
    bodyHow: 'relaxed',
    domain: 'contoso.com',
    selector: 'one',
    signedNames: ['from'],
    identityDomain: 'contoso.com',
    bodyLength: null,
    expiresAt: null,
    ...facts,
  };
  const dns = { query: async () => ({ values: [`v=DKIM1; k=ed25519; ${flags}p=${key}`] }) } as unknown as DnsClient;
  return (await checkSignature(dns, signature, [], { hash: 'hash', canonicalBytes: 100 }, 1_000)).reason;
}

test('of several fields with one name the last is signed first (RFC 6376 §5.4.2)', () => {
  const fields = ['one', 'two', 'three'].map((text) => ({ name: 'received', raw: `Received: ${text}` }));
  assert.equal(chosenFields(fields, ['Received'], 'simple'), 'Received: three\r\n');
  assert.equal(
    chosenFields(fields, ['received', 'to', 'received', 'received', 'received'], 'simple'),
    'Received: three\r\nReceived: two\r\nReceived: one\r\n',
  );
});

test('a key with t=s is for its own domain, and for none below it (RFC 6376 §3.6.1)', async () => {
  const below = { identityDomain: 'news.contoso.com' };
  assert.equal(await verdictOf(below, 't=s; '), 'the key is for its own domain only');
  assert.equal(await verdictOf(below, 't=y; '), 'the signature does not match');
  assert.equal(await verdictOf({}, 't=y:s; '), 'the signature does not match');
});

test('l= beyond the body, a body that was changed, and a time that is over are no signature', async () => {
  assert.equal(await verdictOf({ bodyLength: 101 }), 'l= is longer than the body');
  assert.equal(await verdictOf({ bodyLength: 100 }), 'the signature does not match');
  assert.equal(await verdictOf({ bodyHash: 'another' }), 'the body has been changed');
  assert.equal(await verdictOf({ expiresAt: 999 }), 'the signature has expired');
  assert.equal(await verdictOf({ expiresAt: 1_000 }), 'the signature does not match');
});
