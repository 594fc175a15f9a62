import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseCommand } from './parse-command.ts';
import { decodePlain } from './sasl-plain.ts';

for (const [line, request] of [
  ['CAPA', { verb: 'CAPA' }],
  ['quit', { verb: 'QUIT' }],
  ['USER ann@example.test', { verb: 'USER', name: 'ann@example.test' }],
  ['USER jürgen', { verb: 'USER', name: 'jürgen' }],
  ['USER DOMAIN\\ann', { verb: 'USER', name: 'DOMAIN\\ann' }],
  ['PASS  two words ', { verb: 'PASS', password: ' two words ' }],
  ['AUTH', { verb: 'AUTH', mechanism: null, initialResponse: null }],
  ['AUTH plain', { verb: 'AUTH', mechanism: 'PLAIN', initialResponse: null }],
  ['AUTH PLAIN AGEAYg==', { verb: 'AUTH', mechanism: 'PLAIN', initialResponse: 'AGEAYg==' }],
  ['AUTH PLAIN =', { verb: 'AUTH', mechanism: 'PLAIN', initialResponse: '' }],
  ['LIST', { verb: 'LIST', number: null }],
  ['LIST 2', { verb: 'LIST', number: 2 }],
  ['LIST 2 ', { verb: 'LIST', number: 2 }],
  ['UIDL 007', { verb: 'UIDL', number: 7 }],
  ['TOP 1 0', { verb: 'TOP', number: 1, lines: 0 }],
  ['RETR 10', { verb: 'RETR', number: 10 }],
  ['DELE 1', { verb: 'DELE', number: 1 }],
  ['LANG', { verb: 'LANG', language: null }],
  ['LANG fr-CA', { verb: 'LANG', language: 'fr-CA' }],
  ['LANG *', { verb: 'LANG', language: '*' }],
  ['UTF8', { verb: 'UTF8' }],
] as const) {
  test(`${line} is understood`, () => assert.deepEqual(parseCommand(Buffer.from(line)), { kind: 'request', request }));
}

for (const [line, usage] of [
  ['QUIT now', 'QUIT'],
  ['USER', 'USER name'],
  ['PASS', 'PASS string'],
  ['RETR', 'RETR msg'],
  ['RETR 0', 'RETR msg'],
  ['RETR -1', 'RETR msg'],
  ['RETR 1 2', 'RETR msg'],
  ['RETR 99999999999999', 'RETR msg'],
  ['TOP 1', 'TOP msg n'],
  ['TOP 1 -1', 'TOP msg n'],
  ['LIST x', 'LIST [msg]'],
  ['AUTH PLAIN !', 'AUTH [mechanism [initial-response]]'],
  ['LANG fr_FR!', 'LANG [language]'],
] as const) {
  test(`${line} is told its form`, () => {
    const parsed = parseCommand(Buffer.from(line));
    assert.equal(parsed.kind === 'bad-arguments' ? parsed.usage : parsed.kind, usage);
  });
}

test('unknown verbs, control characters and broken UTF-8 are told apart', () => {
  assert.deepEqual(parseCommand(Buffer.from('APOP ann c4c9')), { kind: 'unknown-command', verb: 'APOP' });
  assert.deepEqual(parseCommand(Buffer.from('toString')), { kind: 'unknown-command', verb: 'toString' });
  assert.deepEqual(parseCommand(Buffer.from('')), { kind: 'unknown-command', verb: '' });
  assert.deepEqual(parseCommand(Buffer.from('USER a\0b')), { kind: 'bad-characters' });
  assert.deepEqual(parseCommand(Buffer.from('USER a\rb')), { kind: 'bad-characters' });
  assert.deepEqual(parseCommand(Buffer.from('USER caf\xe9', 'latin1')), { kind: 'bad-characters' });
});

test('no line makes the parser throw', () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => typeof parseCommand(Buffer.from(bytes)).kind === 'string'));
  const words = fc.constantFrom('AUTH', 'USER', 'PASS', 'TOP', 'LANG', 'LIST', ' ', '1', '0', '*', '=', 'x');
  fc.assert(fc.property(fc.array(words), (list) => typeof parseCommand(Buffer.from(list.join(''))).kind === 'string'));
});

test('SASL PLAIN (RFC 4616 §4)', () => {
  const encode = (text: string): string => Buffer.from(text).toString('base64');
  assert.deepEqual(decodePlain(encode('\0tim\0tanstaaftanstaaf')), {
    authorizationId: '',
    userName: 'tim',
    password: 'tanstaaftanstaaf',
  });
  assert.equal(decodePlain(encode('Ursel\0Kurt\0xipj3plmq'))?.authorizationId, 'Ursel');
  for (const bad of ['', '*', 'A', encode('tim\0pass'), encode('\0tim\0'), encode('\0\0pass'), encode('a\0b\0c\0d')]) {
    assert.equal(decodePlain(bad), null, bad);
  }
});
