import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Language } from '@relais/management-contract';
import type { QueuedMessage, QueuedRecipient } from '../../domain/queue/queued-message.ts';
import { deliveryReport, type ReportedRecipient } from './delivery-report.ts';
import { type ReportKind, reportWords } from './report-words.ts';

const message = {
  sender: 'anna@contoso.com',
  subject: 'Figures',
  internetMessageId: '<1@contoso.com>',
  envelopeId: null,
  arrivedAt: Date.UTC(2026, 10, 29, 8, 5),
  expiresAt: Date.UTC(2026, 11, 1, 8, 5),
} as QueuedMessage;

function reported(
  address: string,
  facts: Partial<ReportedRecipient>,
  originalRecipient: QueuedRecipient['originalRecipient'] = null,
): ReportedRecipient {
  const recipient = { address, originalRecipient } as QueuedRecipient;
  return { recipient, status: '4.4.7', response: null, remote: null, attemptedAt: null, ...facts };
}

/** The part for people. */
function readBy(language: Language, kind: ReportKind, recipients: readonly ReportedRecipient[]): string {
  const report = deliveryReport({
    kind,
    message,
    recipients,
    original: Buffer.from('Subject: Figures\r\n'),
    isWhole: false,
    language,
    reportingServer: 'cas01.contoso.com',
    from: 'postmaster@contoso.com',
    now: Date.UTC(2026, 10, 29, 12, 5),
  }).toString();
  return Buffer.from(/charset=utf-8[\s\S]*?\r\n\r\n([\s\S]*?)\r\n--/.exec(report)?.[1] ?? '', 'base64').toString();
}

test('a delay says in plain words whether anybody answered, and until when it is tried', () => {
  const waiting = [
    reported('a@fabrikam.com', { response: 'mx.fabrikam.com: cannot connect to 192.0.2.1:25: ECONNREFUSED' }),
    reported('b@fabrikam.com', { response: '451 4.7.1 Greylisted', remote: 'mx.fabrikam.com' }),
    // At RCPT: the queue keeps what was said, and not by whom.
    reported('c@fabrikam.com', { response: '450 4.2.1 Mailbox busy' }),
    reported('d@fabrikam.com', { response: 'mx.fabrikam.com does not offer STARTTLS' }),
  ];
  const english = readBy('en', 'delayed', waiting);
  assert.match(english, /a@fabrikam\.com\r\n {4}No server there was ready to take it so far\./);
  assert.match(english, /b@fabrikam\.com\r\n {4}The server there has put the message off/);
  assert.match(english, /c@fabrikam\.com\r\n {4}The server there has put the message off/);
  assert.match(english, /d@fabrikam\.com\r\n {4}No server there was ready/);
  assert.match(english, /until 1 December 2026 at 08:05 UTC/);
  const french = readBy('fr', 'delayed', waiting);
  assert.match(french, /a@fabrikam\.com\r\n {4}Aucun serveur distant n’a été prêt à le prendre jusqu’ici\./);
  assert.match(french, /jusqu’au 1er décembre 2026 à 08:05 UTC/);
});

test('who was written to under another address finds the address that he wrote', () => {
  const original = { type: 'rfc822', address: 'Bob@contoso.com' };
  const failed = reported('bob@fabrikam.com', { status: '5.1.1', response: '550 5.1.1 unknown' }, original);
  assert.match(readBy('en', 'failed', [failed]), /bob@fabrikam\.com \(you wrote to Bob@contoso\.com\)\r\n/);
  assert.match(readBy('fr', 'failed', [failed]), /\(vous aviez écrit à Bob@contoso\.com\)/);
  const same = reported('bob@contoso.com', { status: '5.1.1' }, original);
  assert.doesNotMatch(readBy('en', 'failed', [same]), /you wrote/);
});

test('both languages explain the same codes, the closer ones first, and each failure says what to do', () => {
  const codes = (language: Language): readonly string[] => reportWords[language].because.map(([status]) => status);
  assert.deepEqual([...codes('fr')].sort(), [...codes('en')].sort());
  for (const language of ['en', 'fr'] as const) {
    const known = codes(language);
    for (const [at, status] of known.entries())
      assert.ok(
        known.slice(0, at).every((earlier) => earlier === status || !status.startsWith(`${earlier}.`)),
        `${language}: ${status} is never reached`,
      );
    for (const [status, text] of reportWords[language].because) assert.match(text, /\. .*\.$|; .*\.$/, status);
  }
});

test('the envelope id comes back as it was before xtext, and a header in UTF-8 as a type of its own (RFC 3461 §6.3, RFC 6533)', () => {
  const report = (headerEightBit: boolean, isWhole: boolean): string =>
    deliveryReport({
      kind: 'failed',
      message: { ...message, envelopeId: 'Q+1=2 3', headerEightBit },
      recipients: [reported('x@fabrikam.com', { status: '5.1.1' })],
      original: Buffer.from('Subject: é\r\n'),
      isWhole,
      language: 'en',
      reportingServer: 'cas01.contoso.com',
      from: 'postmaster@contoso.com',
      now: 0,
    }).toString();
  assert.match(report(false, false), /^Original-Envelope-Id: Q\+1=2 3\r$/m);
  const types = [report(false, false), report(false, true), report(true, false), report(true, true)].map(
    (text) => [...text.matchAll(/^Content-Type: (.*)\r$/gm)].at(-1)?.[1],
  );
  assert.deepEqual(types, ['text/rfc822-headers', 'message/rfc822', 'message/global-headers', 'message/global']);
});
