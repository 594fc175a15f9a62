import assert from 'node:assert/strict';
import { test } from 'node:test';
import { continuation, errorReply, listingLine, okReply } from './reply.ts';

test('replies and response codes (RFC 1939 §3, RFC 2449 §8)', () => {
  assert.equal(okReply(), '+OK\r\n');
  assert.equal(okReply('2 320'), '+OK 2 320\r\n');
  assert.equal(errorReply('The maildrop is in use.', 'IN-USE'), '-ERR [IN-USE] The maildrop is in use.\r\n');
  assert.equal(continuation(), '+ \r\n');
  assert.equal(listingLine('.hidden'), '..hidden\r\n');
});

test('a reply is one line, whatever it quotes', () => {
  assert.equal(errorReply('bad \r\n+OK "x"\0'), '-ERR bad  +OK "x" \r\n');
});

test('a reply has at most 512 octets, and no half character', () => {
  const reply = errorReply('é'.repeat(600));
  assert.ok(Buffer.byteLength(reply) <= 512);
  assert.match(reply, /^-ERR é+\r\n$/);
});
