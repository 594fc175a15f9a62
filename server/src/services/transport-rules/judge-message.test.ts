import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noActions, noConditions, type TransportRule } from '../../domain/configuration/transport-rules.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import type { Envelope } from '../delivery/delivery.ts';
import { judgeMessage } from './judge-message.ts';

/** Names of the rules that hold; nobody is named in them, so no directory is asked. */
function held(header: string, ...conditions: readonly Partial<TransportRule['conditions']>[]): readonly string[] {
  const rules = conditions.map(
    (asked, at): TransportRule => ({
      guid: `g${at}`,
      name: `${at}`,
      enabled: true,
      mode: 'Audit',
      priority: at,
      comments: '',
      conditions: { ...noConditions, ...asked },
      exceptions: noConditions,
      actions: noActions,
      whenCreated: 0,
      whenChanged: 0,
    }),
  );
  const envelope: Envelope = { sender: 'w@elsewhere.test', recipients: [], authenticatedAs: null, smtpUtf8: false };
  return judgeMessage({} as Directory, rules, { header, envelope }).held.map(({ name }) => name);
}

test('a field is found folded, with blanks before its colon, in any case, and as often as it stands there', () => {
  const header =
    'SUBJECT \t: top\r\n secret\r\nsubject:plans\r\nX-Kind: one\r\nno field\r\nX-Kind:two\r\n\r\nSubject: body';
  const words = (...subjectContainsWords: string[]) => ({ subjectContainsWords });
  const kind = (...headerContainsWords: string[]) => ({ header: 'x-kind', headerContainsWords });
  assert.deepEqual(held(header, words('top secret'), words('plans'), words('secre'), kind('two'), kind('three')), [
    '0',
    '1',
    '3',
  ]);
});

// From every blank a look to the end for a colon: the header that is judged at most took a quarter of an hour.
test('a header that is one long line of blanks is read in one pass', () => {
  const header = `X${`\r\n${' '.repeat(990)}`.repeat(520)}\r\nSubject: x\r\n\r\n`;
  assert.deepEqual(held(header, { subjectContainsWords: ['x'] }), ['0']);
});

test('a word that is none is in no text, and looking for it comes to an end', () => {
  assert.deepEqual(held('Subject: abc\r\n\r\n', { subjectContainsWords: [''] }), []);
});
