import type { Directory } from '../../domain/directory/directory.ts';
import type { DueSubmission } from '../../domain/personal/submission.ts';
import type { Submissions } from '../../domain/personal/submissions.ts';
import type { QueueLimits } from '../../domain/queue/outbound-queue.ts';
import type { Clock, Timer } from '../../platform/clock/clock.ts';
import type { Log } from '../../platform/log/log.ts';
import type { Delivery } from '../delivery/delivery.ts';
import { retryDelayMs } from '../relay/retry-delay.ts';
import { type Release, releaseSubmission } from './release-submission.ts';
import { reportSubmission, type SubmissionReportParts } from './report-submission.ts';

/** Lets held submissions go when their time has come. */
export interface HeldMail {
  /** Looks at what is due and waits for the next; to be called at the start and after each new submission. */
  tend(): Promise<void>;
  /** False: it has left already, or is called back already. What is just leaving is waited for. */
  callBack(id: string): Promise<boolean>;
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

export function createHeldMail(parts: HeldMailParts): HeldMail {
  const { submissions, directory, clock, log, random = Math.random } = parts;
  let timer: Timer | null = null;
  let isStopped = false;
  let working: Promise<void> = Promise.resolve();
  let lastTurn: Promise<unknown> = Promise.resolve();

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
    if (mailbox === null || !mailbox.enabled) {
      // Whose mailbox is gone sends nothing any more.
      await submissions.settle(submission.id, 'canceled');
      return;
    }
    const release = await releaseSubmission(parts, submission, mailbox).catch((cause: unknown): Release => {
      log.error('held-message-not-released', cause, { submission: submission.id, mailbox: submission.mailbox });
      return { kind: 'put-off', status: '4.3.0', response: '451 4.3.0 Temporary server error' };
    });
    switch (release.kind) {
      case 'queued':
        break;
      case 'refused':
        await tell(submission, 'failed', release);
        break;
      case 'put-off':
        if (clock.now() < expiryOf(submission)) return postpone(submission, release);
        // As of a message that has waited too long in the queue.
        await tell(submission, 'failed', {
          status: '4.4.7',
          response: `550 4.4.7 QUEUE.Expired; message expired (${release.response})`,
        });
    }
    // A crash before this line sends it, or tells of it, twice rather than never (RFC 5321 §6.1 prefers that, too).
    await submissions.settle(submission.id, 'final');
  }

  /** Each waits for itself: however many cannot leave, the next one that can is not kept waiting. */
  async function postpone(submission: DueSubmission, putOff: Pick<Told, 'status' | 'response'>): Promise<void> {
    const { id, sendAt, attempts, isDelayTold } = submission;
    const now = clock.now();
    const isLate = now >= sendAt + parts.limits.delayNoticeAfterMs;
    if (isLate && !isDelayTold) await tell(submission, 'delayed', putOff);
    const next = Math.min(now + retryDelayMs(attempts + 1, random), Math.max(now + 1, expiryOf(submission)));
    await submissions.postpone(id, next, isLate || isDelayTold);
  }

  type Told = { readonly status: string; readonly response: string };
  async function tell(submission: DueSubmission, kind: 'failed' | 'delayed', told: Told): Promise<void> {
    await reportSubmission({ ...parts.reports, submissions, directory }, submission, {
      kind,
      status: told.status,
      response: told.response,
      expiresAt: expiryOf(submission),
      now: clock.now(),
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
    callBack: (id) => inTurn(() => submissions.settle(id, 'canceled')),
    stop() {
      isStopped = true;
      timer?.cancel();
    },
  };
}
