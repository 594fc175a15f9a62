import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusedLineForLog } from './refused-line.ts';

for (const [line, verb, parameters] of [
  ['f FETCH 0 FLAGS', 'FETCH', '0 FLAGS'],
  ['f uid fetch 1 (FOO)', 'UID FETCH', '1 (FOO)'],
  ['f FOO', 'FOO', ''],
  ['f FOO hunter2', 'FOO', '****'],
  ['a LOGIN ann hunter2 more', 'LOGIN', '****'],
  ['a LOGIN {9999999}', 'LOGIN', '****'],
  ['a AUTHENTICATE PLAIN hunter2 more', 'AUTHENTICATE', '****'],
  ['LOGIN ann hunter2', 'LOGIN', '****'],
  ['AUTHENTICATE PLAIN hunter2', 'AUTHENTICATE', '****'],
  ['NOOP', 'NOOP', ''],
  ['hunter2', '****', ''],
  ['', '****', ''],
] as const) {
  test(`a refused line "${line}" is logged as "${verb} ${parameters}"`, () => {
    assert.deepEqual(refusedLineForLog(line, true), { verb, parameters });
  });
}

test('before sign-in a word that is no command may be a password and is masked', () => {
  assert.deepEqual(refusedLineForLog('ann hunter', false), { verb: '****', parameters: '' });
  assert.deepEqual(refusedLineForLog('f FETCH 0 FLAGS', false), { verb: 'FETCH', parameters: '0 FLAGS' });
});
