import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Email } from '../mail/mail-types.ts';
import { answerDraft, type QuoteWords } from './answer-draft.ts';

const words: QuoteWords = {
  wrote: (_date, name) => `${name} wrote:`,
  forwarded: 'Forwarded message',
  prefix: (isForward) => (isForward ? 'FW' : 'RE'),
  beginning: () => '',
  labels: { from: 'From:', to: 'To:', subject: 'Subject:', date: 'Date:' },
};

test('an answer and a forward name the messages before them, so that conversations hold; only an answer is one', async () => {
  const email = {
    id: 'e1',
    accountId: 'a1',
    blobId: 'b1',
    size: 100,
    subject: 'Re: Budget',
    from: [{ name: 'Bob', email: 'bob@example.test' }],
    to: [{ name: null, email: 'alice@example.test' }],
    receivedAt: '2026-12-01T10:00:00Z',
    messageId: ['two@example.test'],
    references: ['one@example.test'],
    textBody: [],
    htmlBody: [],
    attachments: [],
    bodyValues: {},
  } as unknown as Email;
  const [reply, forward] = await Promise.all(
    (['reply', 'forward'] as const).map((kind) => answerDraft(email, kind, [], undefined, true, words)),
  );
  assert.deepEqual(
    [reply?.subject, reply?.to, reply?.inReplyTo, reply?.references],
    ['RE: Budget', 'Bob <bob@example.test>', ['two@example.test'], ['one@example.test', 'two@example.test']],
  );
  assert.deepEqual(
    [forward?.subject, forward?.to, forward?.inReplyTo, forward?.references],
    ['FW: Budget', '', [], ['one@example.test', 'two@example.test']],
  );
});
