import type { OutboundQueue, QueuedReport, RecipientResult } from '../../domain/queue/outbound-queue.ts';
import type { QueuedJob, QueuedRecipient } from '../../domain/queue/queued-message.ts';
import { directionOf } from '../../domain/queue/message-direction.ts';
import type { TrackingEvent, TrackingEventId } from '../../domain/queue/tracking-log.ts';
import { type RetryIntervals, retryDelayMs } from './retry-delay.ts';
import { type ReportParts, reportResults } from './report-results.ts';
import type { ReportKind } from './report-words.ts';
import type { SendResult } from './send-result.ts';
import { submissionStatus } from './submission-status.ts';

/** Where a job was taken. */
export interface JobPlace {
  readonly remoteName: string | null;
  readonly remoteAddress: string | null;
  readonly connector: string | null;
  /** DELIVER into a mailbox here, SEND to another server. */
  readonly success: 'SEND' | 'DELIVER';
  /** The sender that the other side was told, where it is another (SRS). */
  readonly returnPath?: string;
  /** The other side reports successes itself (RFC 3461 §5.2.2). */
  readonly reportsSuccess: boolean;
  /** What RFC 2852 §4.1.4.2 wants told: the other side does not tell of the delay that the sender asked about. */
  readonly losesDelayNotice?: boolean;
  /** When a recipient was last tried, where that is not now; `null`: never, or nobody knows. */
  readonly attemptedAt?: (recipient: QueuedRecipient) => number | null;
  /** Who gave the message up where no server said so: the queue, whose time was over, or an administrator. */
  readonly givenUpBy?: 'QUEUE' | 'ADMIN';
  /** Nobody is told of a failure. */
  readonly isSilent?: boolean;
}

export interface SettleParts extends Omit<ReportParts, 'queue'> {
  readonly queue: Pick<OutboundQueue, 'content' | 'settle'>;
  readonly random: () => number;
  /** Between attempts at one recipient. */
  readonly retry?: RetryIntervals | undefined;
}

/** Records what became of a job's recipients, with its events and the reports to the sender, in one transaction. */
export async function settleJob(
  parts: SettleParts,
  job: QueuedJob,
  results: readonly SendResult[],
  place: JobPlace,
): Promise<void> {
  const { message } = job;
  const byNumber = new Map(job.recipients.map((recipient) => [recipient.number, recipient]));
  const told = results.flatMap((result) => {
    const recipient = byNumber.get(result.number);
    return recipient === undefined ? [] : [{ result, recipient }];
  });
  const of = <K extends SendResult['kind']>(kind: K) =>
    told.filter(
      (one): one is { recipient: QueuedRecipient; result: Extract<SendResult, { kind: K }> } =>
        one.result.kind === kind,
    );
  const reports: QueuedReport[] = [];
  const report = async (
    kind: ReportKind,
    outcomes: readonly { recipient: QueuedRecipient; result: SendResult }[],
    isAskedFor = false,
  ): Promise<void> => {
    if (outcomes.length === 0 || place.isSilent === true) return;
    const made = await reportResults(
      parts,
      kind,
      message,
      outcomes.map(({ recipient, result }) => ({
        recipient,
        status: result.kind === 'sent' ? '2.0.0' : result.status,
        response: result.response === '' ? null : result.response,
        // RFC 3464 §2.3.5: a mailbox here is of no other server.
        remote: place.success === 'DELIVER' ? null : place.remoteName,
        attemptedAt: place.attemptedAt === undefined ? parts.now : place.attemptedAt(recipient),
      })),
      { isAskedFor },
    );
    if (made !== null) reports.push(made);
  };
  await report('failed', of('failed'));
  const sent = of('sent');
  const groups = sent.filter(({ recipient }) => recipient.isExpanded === true);
  const people = sent.filter(({ recipient }) => recipient.isExpanded !== true);
  await report('expanded', groups);
  // RFC 2852 §4.1.4: who asked for a trace is told of each server that hands the message on.
  const isAskedFor = place.success === 'SEND' && (message.deliverBy?.trace === true || place.losesDelayNotice === true);
  if (!place.reportsSuccess || isAskedFor)
    await report(place.success === 'DELIVER' ? 'delivered' : 'relayed', people, isAskedFor);

  const event = (
    eventId: TrackingEventId,
    outcomes: readonly { recipient: QueuedRecipient; result: SendResult }[],
  ): readonly TrackingEvent[] =>
    outcomes.length === 0
      ? []
      : [
          {
            eventId,
            source: place.givenUpBy ?? (place.success === 'DELIVER' ? 'STOREDRIVER' : 'SMTP'),
            internalMessageId: message.id,
            messageId: message.internetMessageId,
            sender: message.sender,
            recipients: outcomes.map(({ recipient }) => recipient.address),
            recipientStatus: outcomes.map(({ result }) => result.response),
            messageSubject: message.subject,
            totalBytes: message.sizeBytes,
            clientIp: null,
            serverHostname: place.remoteName,
            serverIp: place.remoteAddress,
            connectorId: place.connector,
            sourceContext: null,
            returnPath: (place.returnPath ?? message.sender) || '<>',
            originalClientIp: message.clientAddress,
            directionality: directionOf(message),
            arrivedAt: message.arrivedAt,
          },
        ];
  await parts.queue.settle({
    messageId: message.id,
    results: told.map(
      ({ recipient, result }): RecipientResult =>
        result.kind === 'deferred'
          ? { ...result, nextAttempt: parts.now + retryDelayMs(recipient.attempts + 1, parts.random, parts.retry) }
          : result,
    ),
    reports,
    ...(place.givenUpBy === 'ADMIN' ? { isWithdrawn: true } : {}),
    ...(message.submission === undefined
      ? {}
      : {
          submitted: {
            submission: message.submission,
            statuses: told.flatMap(({ recipient, result }) => submissionStatus(recipient, result, place.success)),
          },
        }),
    events: [
      ...event(
        place.success,
        people.filter(({ result }) => result.isSecondCopy !== true),
      ),
      ...event(
        'DUPLICATEDELIVER',
        people.filter(({ result }) => result.isSecondCopy === true),
      ),
      // The rule that refused it has told so.
      ...event(
        'FAIL',
        of('failed').filter(({ recipient }) => recipient.refusal === undefined),
      ),
      ...event('DEFER', of('deferred')),
    ],
  });
}
