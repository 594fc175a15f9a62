import type { Directory, Mailbox } from '../../domain/directory/directory.ts';
import type { DueSubmission } from '../../domain/personal/submission.ts';
import type { Submissions } from '../../domain/personal/submissions.ts';
import type { QueueLimits } from '../../domain/queue/outbound-queue.ts';
import type { Clock, Timer } from '../../platform/clock/clock.ts';
import type { Log } from '../../platform/log/log.ts';
import type { Delivery } from '../delivery/delivery.ts';
import { longestRetryMs, retryDelayMs } from '../relay/retry-delay.ts';
import { type Release, releaseSubmission } from './release-submission.ts';
import { reportSubmission, type SubmissionReport, type SubmissionReportParts } from './report-submission.ts';

/** Lets held submissions go when their time has come. */
export interface HeldMail {
  /** Looks at what is due and waits for the next; to be called at the start and after each new submission. */
  tend(): Promise<void>;
  /** False: it has left already, or is called back already. What is just leaving is waited for. */
  callBack(id: string): Promise<boolean>;
  /** The clock was set back: what could not leave does not wait for a time of before. */
  clockSetBack(): Promise<void>;
  stop(): void;
}

export interface HeldMailParts {
  readonly submissions: Submissions;
  readonly delivery: Delivery;
  readonly directory: Directory;
  /** How senders are told of what could not leave. */
  readonly reports: Omit<SubmissionReportParts, 'submissions' | 'directory'>;
  /** As the queue has them, counted from when the message was to leave. */
  readonly limits: QueueLimits;
  readonly clock: Clock;
  readonly log: Log;
  readonly random?: () => number;
}

const longestWaitMs = 3_600_000;
/** After an outage of our own, such as a full disk. */
const afterOutageMs = 60_000;

/** Of RFC 3463, and as an SMTP reply. */
type Told = { readonly status: string; readonly response: string };

export function createHeldMail(parts: HeldMailParts): HeldMail {
  const { submissions, directory, clock, log, random = Math.random } = parts;
  let timer: Timer | null = null;
  let isStopped = false;
  let working: Promise<void> = Promise.resolve();
  let lastTurn: Promise<unknown> = Promise.resolve();
  /** Attempts that are further away are due. Null: nobody has set the clock since that was looked at; at the start one may have. */
  let mostWaitMs: number | null = longestRetryMs();

  /** One after the other: what leaves cannot be called back while it does, and what is called back does not leave. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = lastTurn.then(work);
    lastTurn = turn.catch(() => undefined);
    return turn;
  }

  async function release(submission: DueSubmission): Promise<void> {
    // It may have been called back since it was found to be due.
    if (!(await submissions.isPending(submission.id))) return;
    const mailbox = directory.findMailbox(submission.mailbox);
    // Whose mailbox is gone sends nothing any more; whoever reads at the sender's address now is told.
    if (mailbox === null || !mailbox.enabled) return end(submission, 'canceled', withoutMailbox(mailbox));
    const release = await releaseSubmission(parts, submission, mailbox).catch((cause: unknown): Release => {
      log.error('held-message-not-released', cause, { submission: submission.id, mailbox: submission.mailbox });
      return { kind: 'put-off', status: '4.3.0', response: '451 4.3.0 Temporary server error' };
    });
    switch (release.kind) {
      case 'queued':
        // Done already by the transaction that queued it, unless nobody was to be queued for: a rule, a group of nobody.
        await submissions.settle(submission.id, 'final', null);
        return;
      case 'refused':
        return end(submission, 'final', release);
      case 'put-off':
        if (clock.now() < expiryOf(submission)) return postpone(submission, release);
        // As of a message that has waited too long in the queue.
        return end(submission, 'final', {
          status: '4.4.7',
          response: `550 4.4.7 QUEUE.Expired; message expired (${release.response})`,
        });
    }
  }

  /** It will not leave: its sender is told in the transaction that lets it go, so that he is told once. */
  async function end(submission: DueSubmission, status: 'final' | 'canceled', told: Told): Promise<void> {
    const isTold = await tell(submission, 'failed', told, submissions.settling(submission.id, status, told.response));
    if (!isTold) await submissions.settle(submission.id, status, told.response);
  }

  /** Each waits for itself: however many cannot leave, the next one that can is not kept waiting. */
  async function postpone(submission: DueSubmission, putOff: Told): Promise<void> {
    const { id, sendAt, attempts, isDelayTold } = submission;
    const now = clock.now();
    const isLate = now >= sendAt + parts.limits.delayNoticeAfterMs;
    const next = Math.min(now + retryDelayMs(attempts + 1, random), Math.max(now + 1, expiryOf(submission)));
    const change = [id, next, isLate || isDelayTold] as const;
    if (isLate && !isDelayTold && (await tell(submission, 'delayed', putOff, submissions.postponing(...change))))
      return;
    await submissions.postpone(...change);
  }

  function tell(
    submission: DueSubmission,
    kind: 'failed' | 'delayed',
    { status, response }: Told,
    alongside: SubmissionReport['alongside'],
  ): Promise<boolean> {
    return reportSubmission({ ...parts.reports, submissions, directory }, submission, {
      kind,
      status,
      response,
      expiresAt: expiryOf(submission),
      now: clock.now(),
      alongside,
    });
  }

  function expiryOf({ sendAt }: DueSubmission): number {
    return sendAt + parts.limits.expiresAfterMs;
  }

  async function work(): Promise<void> {
    if (isStopped) return;
    timer?.cancel();
    let next = clock.now() + longestWaitMs;
    try {
      if (mostWaitMs !== null) await submissions.takeBackFuture(clock.now() + mostWaitMs);
      mostWaitMs = null;
      for (let due = await submissions.due(clock.now()); due.length > 0; due = await submissions.due(clock.now())) {
        for (const submission of due) {
          if (isStopped) return;
          await inTurn(() => release(submission)).catch(async (cause: unknown) => {
            log.error('held-message-not-settled', cause, { submission: submission.id, mailbox: submission.mailbox });
            const { id, attempts, isDelayTold } = submission;
            await submissions.postpone(id, clock.now() + retryDelayMs(attempts + 1, random), isDelayTold);
          });
        }
      }
      next = Math.min(next, (await submissions.nextDue()) ?? next);
    } catch (cause) {
      log.error('held mail could not be released', cause);
      next = clock.now() + afterOutageMs;
    }
    if (!isStopped) timer = clock.after(Math.max(1, next - clock.now()), () => void tend());
  }

  function tend(): Promise<void> {
    working = working.then(work);
    return working;
  }

  return {
    tend,
    clockSetBack() {
      mostWaitMs = 0;
      return tend();
    },
    callBack: (id) => inTurn(() => submissions.settle(id, 'canceled', null)),
    stop() {
      isStopped = true;
      timer?.cancel();
    },
  };
}

function withoutMailbox(mailbox: Mailbox | null): Told {
  const what = mailbox === null ? 'was removed' : 'is disabled';
  return { status: '5.7.1', response: `550 5.7.1 The mailbox that was to send this message ${what}` };
}
