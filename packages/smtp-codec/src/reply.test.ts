import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderReply } from './reply.ts';
import { readLoginAnswer, readPlain } from './sasl.ts';

test('every line of a reply carries the code and the enhanced code (RFC 2034 §4)', () => {
  assert.equal(
    renderReply({ code: 550, enhanced: '5.1.1', text: ['one', 'two'] }, { enhancedCodes: true }),
    '550-5.1.1 one\r\n550 5.1.1 two\r\n',
  );
  assert.equal(renderReply({ code: 550, enhanced: '5.1.1', text: 'one' }, { enhancedCodes: false }), '550 one\r\n');
});

test('text quoted from a client cannot add a line, and a line stays within 512 octets (RFC 5321 §4.5.3.1.5)', () => {
  assert.equal(renderReply({ code: 250, text: 'a\r\n354 b\u001b' }, { enhancedCodes: true }), '250 a??354 b?\r\n');
  assert.ok(
    renderReply({ code: 250, enhanced: '2.0.0', text: 'x'.repeat(2000) }, { enhancedCodes: true }).length <= 512,
  );
});

test('SASL PLAIN and LOGIN are read strictly (RFC 4616 §2)', () => {
  const plain = (text: string): string => Buffer.from(text).toString('base64');
  assert.deepEqual(readPlain(plain('\0anna\0pass')), { authorizationId: '', userName: 'anna', password: 'pass' });
  assert.deepEqual(readPlain(plain('other\0ànna\0')), { authorizationId: 'other', userName: 'ànna', password: '' });
  for (const bad of [
    plain('anna\0pass'),
    plain('\0\0pass'),
    plain('\0a\0b\0c'),
    'no base64!',
    '====',
    'AAA',
    '/////w==',
  ])
    assert.equal(readPlain(bad), null, bad);
  assert.equal(readLoginAnswer(plain('anna')), 'anna');
  assert.equal(readLoginAnswer(plain('an\0na')), null);
});
