import { MessageFacts } from '../../domain/queue/message-facts.ts';
import type { OutboundQueue } from '../../domain/queue/outbound-queue.ts';
import type { NewMessage, QueuedMessage } from '../../domain/queue/queued-message.ts';
import type { TrackingEvent } from '../../domain/queue/tracking-log.ts';
import type { Submission } from '../../domain/personal/submission.ts';
import type { Submissions } from '../../domain/personal/submissions.ts';
import { type ReportParts, reportResults } from '../relay/report-results.ts';

export interface SubmissionReportParts extends Omit<ReportParts, 'queue' | 'now'> {
  readonly submissions: Pick<Submissions, 'content'>;
  readonly queue: Pick<OutboundQueue, 'begin'>;
}

export interface SubmissionReport {
  readonly kind: 'failed' | 'delayed';
  /** RFC 3463. */
  readonly status: string;
  readonly response: string;
  /** When it is given up. */
  readonly expiresAt: number;
  readonly now: number;
  /** What is true of the submission with the report: in its transaction. */
  readonly alongside: NonNullable<NewMessage['alongside']>;
}

/**
 * Tells the sender of a held message what became of it, as of one that waited in the queue (RFC 3464); durable when it
 * resolves. False: nobody is to be told, and `alongside` has not run.
 */
export async function reportSubmission(
  parts: SubmissionReportParts,
  submission: Submission,
  { kind, status, response, expiresAt, now, alongside }: SubmissionReport,
): Promise<boolean> {
  const { queue, submissions, ...others } = parts;
  const message = await asQueued(submissions, submission, expiresAt);
  const report = await reportResults(
    { ...others, now, queue: { content: (_, range) => firstOf(submissions.content(submission.id), range?.end ?? 0) } },
    kind,
    message,
    submission.envelope.rcptTo.map(({ email }, number) => ({
      recipient: {
        address: email,
        notify: null,
        originalRecipient: null,
        messageId: message.id,
        number,
        nextHop: '',
        nextAttempt: now,
        attempts: 0,
        lastError: response,
      },
      status,
      response,
      // RFC 3464 §2.3.5: no other server was asked; a delay is told as this server's own.
      remote: kind === 'delayed' ? parts.reportingServer : null,
      attemptedAt: now,
    })),
  );
  if (report === null) return false;
  const { journey } = report.message;
  const earlier = kind === 'failed' ? [failure(message, submission, response)] : [];
  const intake = queue.begin({ ...report.message, journey: { ...journey, earlier }, alongside });
  try {
    await intake.write(report.content);
    await intake.commit();
    return true;
  } finally {
    await intake.discard();
  }
}

function failure(message: QueuedMessage, { envelope: { rcptTo } }: Submission, response: string): TrackingEvent {
  return {
    eventId: 'FAIL',
    source: 'STOREDRIVER',
    internalMessageId: null,
    messageId: message.internetMessageId,
    sender: message.sender,
    recipients: rcptTo.map(({ email }) => email),
    recipientStatus: rcptTo.map(() => response),
    messageSubject: message.subject,
    totalBytes: message.sizeBytes,
    clientIp: null,
    serverHostname: null,
    serverIp: null,
    connectorId: null,
    sourceContext: message.authenticatedAs,
    returnPath: message.sender,
    directionality: 'Originating',
  };
}

/** It never had a number in the queue; a report needs what the queue knows of a message. */
async function asQueued(
  submissions: Pick<Submissions, 'content'>,
  { id, envelope: { mailFrom }, created, sendAt }: Submission,
  expiresAt: number,
): Promise<QueuedMessage> {
  const facts = new MessageFacts();
  for await (const chunk of submissions.content(id)) facts.add(chunk);
  return {
    ...facts.facts(),
    id: 0,
    sender: mailFrom.email,
    smtpUtf8: /[^ -~]/.test(mailFrom.email),
    ret: null,
    envelopeId: null,
    authenticatedAs: mailFrom.email,
    source: 'STOREDRIVER',
    clientAddress: null,
    language: null,
    arrivedAt: Math.min(created, sendAt),
    expiresAt,
    delayNoticeAt: expiresAt,
    suspended: false,
  };
}

async function* firstOf(content: AsyncIterable<Uint8Array>, bytes: number): AsyncGenerator<Uint8Array> {
  let left = bytes;
  for await (const chunk of content) {
    if (left <= 0) return;
    yield chunk.subarray(0, left);
    left -= chunk.length;
  }
}
