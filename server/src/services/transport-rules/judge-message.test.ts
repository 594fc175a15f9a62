import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noActions, noConditions, type TransportRule } from '../../domain/configuration/transport-rules.ts';
import type { Directory } from '../../domain/directory/directory.ts';
import { ManualClock } from '../../platform/clock/manual-clock.ts';
import { silentLog } from '../../platform/log/silent-log.ts';
import { WatchedPatterns } from '../../platform/patterns/watched-patterns.ts';
import type { Envelope } from '../delivery/delivery.ts';
import { judgeMessage } from './judge-message.ts';

const patterns = new WatchedPatterns(new ManualClock());

/** Names of the rules that hold; nobody is named in them, so no directory is asked. */
async function held(
  header: string,
  ...conditions: readonly Partial<TransportRule['conditions']>[]
): Promise<readonly string[] | null> {
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
  const parts = { directory: {} as Directory, patterns, log: silentLog };
  const judgements = await judgeMessage(parts, rules, { header, envelope, contents: null });
  return judgements?.[0]?.held.map(({ name }) => name) ?? null;
}

test('a field is found folded, with blanks before its colon, in any case, and as often as it stands there', async () => {
  const header =
    'SUBJECT \t: top\r\n secret\r\nsubject:plans\r\nX-Kind: one\r\nno field\r\nX-Kind:two\r\n\r\nSubject: body';
  const words = (...subjectContainsWords: string[]) => ({ subjectContainsWords });
  const kind = (...headerContainsWords: string[]) => ({ header: 'x-kind', headerContainsWords });
  assert.deepEqual(
    await held(header, words('top secret'), words('plans'), words('secre'), kind('two'), kind('three')),
    ['0', '1', '3'],
  );
});

// From every blank a look to the end for a colon: the header that is judged at most took a quarter of an hour.
test('a header that is one long line of blanks is read in one pass', async () => {
  const header = `X${`\r\n${' '.repeat(990)}`.repeat(520)}\r\nSubject: x\r\n\r\n`;
  assert.deepEqual(await held(header, { subjectContainsWords: ['x'] }), ['0']);
});

test('a word that is none is in no text, and looking for it comes to an end', async () => {
  assert.deepEqual(await held('Subject: abc\r\n\r\n', { subjectContainsWords: [''] }), []);
});

test('a message is judged by its header where that says enough, and else waits for its end', async () => {
  const body = { subjectOrBodyContainsWords: ['secret'] };
  assert.equal(await held('Subject: x\r\n', body), null);
  assert.deepEqual(await held('Subject: x\r\n', { ...body, subjectContainsWords: ['y'] }), []);
  assert.equal(await held('Subject: x\r\n', { attachmentSizeOver: 1, subjectContainsWords: ['x'] }), null);
});

test('a pattern that would take minutes is stopped, and its rule does not count for the message', async () => {
  const header = `Subject: ${'a'.repeat(60)}b\r\n`;
  const endless = { subjectMatchesPatterns: ['^(a+)+$'] };
  assert.deepEqual(await held(header, endless, { subjectMatchesPatterns: ['^A+b$'] }), ['1']);
  // The thread lives on.
  assert.deepEqual(await held(header, { subjectMatchesPatterns: ['(a|b)+b$'] }), ['0']);
});

test('each author, recipient and field is matched alone, from its beginning to its end', async () => {
  const header = 'From: a@one.test, B@two.test\r\nX-Kind: one\r\nX-Kind: two\r\n';
  const found = await held(
    header,
    { fromAddressMatchesPatterns: ['^b@two\\.test$'] },
    { fromAddressMatchesPatterns: ['one.*two'] },
    { patternHeader: 'x-kind', headerMatchesPatterns: ['^t'] },
    { patternHeader: 'x-kind', headerMatchesPatterns: ['^ne$'] },
  );
  assert.deepEqual(found, ['0', '2']);
});
