import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anyRemoteDomain } from '../../domain/configuration/remote-domains.ts';
import type { NewMessage, NotifyOn, QueuedMessage, QueuedRecipient } from '../../domain/queue/queued-message.ts';
import type { ReportKind } from './report-words.ts';
import { type ReportParts, reportResults } from './report-results.ts';

const content = 'Subject: Figures\r\n\r\nthe figures themselves\r\n';
const headerBytes = content.indexOf('\r\n\r\n') + 4;
const parts: ReportParts = {
  queue: {
    async *content(_id, range) {
      yield Buffer.from(content).subarray(range?.start ?? 0, range?.end ?? content.length);
    },
  },
  directory: { resolveRecipient: () => ({ kind: 'other-domain' }), acceptedDomains: () => [] },
  reportingServer: 'cas01.contoso.com',
  now: Date.UTC(2026, 10, 29),
};

/** The envelopes of the reports. */
const madeOf = new Map<string, NewMessage>();

/** The report that would be sent about one recipient; `null`: none. */
async function report(
  kind: ReportKind,
  notify: readonly NotifyOn[] | null,
  facts: Partial<QueuedMessage> = {},
  more: Partial<ReportParts> = {},
): Promise<string | null> {
  const message = {
    id: 1,
    sender: 'anna@fabrikam.com',
    subject: 'Figures',
    internetMessageId: '<1@fabrikam.com>',
    envelopeId: null,
    ret: null,
    arrivedAt: 0,
    expiresAt: 1,
    headerBytes,
    sizeBytes: content.length,
    ...facts,
  } as QueuedMessage;
  const recipient = { address: 'bob@far.test', notify, originalRecipient: null } as QueuedRecipient;
  const made = await reportResults({ ...parts, ...more }, kind, message, [
    { recipient, status: '5.1.1', response: '550 5.1.1 unknown', remote: 'mx.far.test', attemptedAt: 0 },
  ]);
  if (made === null) return null;
  // RFC 5321 §6.1: a report has the null sender.
  assert.equal(made.message.sender, '');
  assert.deepEqual(made.message.recipients[0]?.notify, []);
  const text = Buffer.from(made.content).toString();
  madeOf.set(text, made.message);
  return text;
}

test('nobody is told of what became of a report: it has no sender (RFC 5321 §6.1, RFC 3461 §5.2.5)', async () => {
  for (const kind of ['failed', 'delayed', 'relayed', 'delivered', 'expanded'] as const)
    for (const notify of [null, ['failure', 'delay', 'success']] as const)
      assert.equal(await report(kind, notify, { sender: '' }), null, kind);
});

test('a sender is told what NOTIFY asks for, and of NEVER nothing (RFC 3461 §4.1)', async () => {
  const told = async (notify: readonly NotifyOn[] | null): Promise<string[]> => {
    const kinds: string[] = [];
    for (const kind of ['failed', 'delayed', 'relayed', 'delivered', 'expanded'] as const)
      if ((await report(kind, notify)) !== null) kinds.push(kind);
    return kinds;
  };
  assert.deepEqual(await told(null), ['failed', 'delayed']);
  assert.deepEqual(await told([]), []);
  assert.deepEqual(await told(['failure']), ['failed']);
  assert.deepEqual(await told(['delay']), ['delayed']);
  assert.deepEqual(await told(['success']), ['relayed', 'delivered', 'expanded']);
});

test('a report is as urgent as its message, and says what was asked about its time (RFC 6710 §4.6, RFC 2852 §5, RFC 4865 §5.1.2)', async () => {
  const facts = {
    mtPriority: -5,
    releaseRequest: 'for;60',
    deliverBy: { time: Date.UTC(2026, 0, 2), mode: 'N' },
  } as const;
  const text = (await report('failed', null, facts)) ?? '';
  assert.match(text, /\r\nDeliver-By-Date: Fri, 2 Jan 2026 00:00:00 \+0000\r\nFuture-Release-Request: for;60\r\n\r\n/);
  assert.equal(madeOf.get(text)?.mtPriority, -5);
});

test('a remote domain decides which reports leave for it: of failures, and all others', async () => {
  const told = async (ndrEnabled: boolean, deliveryReportEnabled: boolean): Promise<string[]> => {
    const remoteDomains = { of: () => ({ ...anyRemoteDomain, ndrEnabled, deliveryReportEnabled }) };
    const kinds: string[] = [];
    for (const kind of ['failed', 'delayed', 'relayed', 'delivered', 'expanded'] as const)
      if ((await report(kind, ['failure', 'delay', 'success'], {}, { remoteDomains })) !== null) kinds.push(kind);
    return kinds;
  };
  assert.deepEqual(await told(true, false), ['failed']);
  assert.deepEqual(await told(false, true), ['delayed', 'relayed', 'delivered', 'expanded']);
});

test('a failure brings the whole message back where RET=FULL asks for it, but never what was for TLS only (RFC 8689 §5)', async () => {
  const brings = async (kind: ReportKind, facts: Partial<QueuedMessage>): Promise<boolean> =>
    (await report(kind, null, facts))?.includes('the figures themselves') === true;
  assert.equal(await brings('failed', { ret: 'FULL' }), true);
  assert.equal(await brings('failed', { ret: 'HDRS' }), false);
  assert.equal(await brings('failed', {}), false);
  assert.equal(await brings('delayed', { ret: 'FULL' }), false);
  assert.equal(await brings('failed', { ret: 'FULL', requireTls: true }), false);
});
