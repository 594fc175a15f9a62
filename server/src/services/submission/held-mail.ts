import type { Directory } from '../../domain/directory/directory.ts';
import type { Submission } from '../../domain/personal/submission.ts';
import type { Submissions } from '../../domain/personal/submissions.ts';
import type { Clock, Timer } from '../../platform/clock/clock.ts';
import type { Log } from '../../platform/log/log.ts';
import type { Delivery } from '../delivery/delivery.ts';

/** Lets held submissions go when their time has come. */
export interface HeldMail {
  /** Looks at what is due and waits for the next; to be called at the start and after each new submission. */
  tend(): Promise<void>;
  stop(): void;
}

export interface HeldMailParts {
  readonly submissions: Submissions;
  readonly delivery: Delivery;
  readonly directory: Directory;
  readonly clock: Clock;
  readonly log: Log;
}

const longestWaitMs = 3_600_000;
/** What could not leave is tried again so soon. */
const afterFailureMs = 60_000;
const mostBytes = 150_000_000;

export function createHeldMail({ submissions, delivery, directory, clock, log }: HeldMailParts): HeldMail {
  let timer: Timer | null = null;
  let isStopped = false;
  let working: Promise<void> = Promise.resolve();

  async function release(submission: Submission): Promise<void> {
    const mailbox = directory.findMailbox(submission.mailbox);
    if (mailbox === null || !mailbox.enabled) {
      // Whose mailbox is gone sends nothing any more.
      await submissions.settle(submission.id, 'canceled');
      return;
    }
    // Everybody goes through the queue, also those who are here: what cannot be delivered is then reported to the sender.
    const { mailFrom, rcptTo } = submission.envelope;
    const outgoing = await delivery.begin(
      {
        sender: mailFrom.email,
        recipients: [],
        authenticatedAs: mailbox,
        smtpUtf8: [mailFrom, ...rcptTo].some(({ email }) => /[^ -~]/.test(email)),
        outbound: {
          recipients: rcptTo.map(({ email }) => ({ address: email, notify: null, originalRecipient: null })),
          ret: null,
          envelopeId: null,
          clientAddress: null,
        },
      },
      Buffer.alloc(0),
      { maxBytes: mostBytes },
    );
    try {
      for await (const chunk of submissions.content(submission.id)) await outgoing.write(chunk);
      const outcomes = await outgoing.deliver();
      const refused = outcomes.find(({ kind }) => kind !== 'delivered');
      if (refused !== undefined) throw new Error('text' in refused ? refused.text : 'The queue took no message.');
    } finally {
      await outgoing.discard();
    }
    // A crash before this line sends it twice rather than never (RFC 5321 §6.1 prefers that, too).
    await submissions.settle(submission.id, 'final');
  }

  async function work(): Promise<void> {
    if (isStopped) return;
    timer?.cancel();
    let next = clock.now() + longestWaitMs;
    const stuck = new Set<string>();
    const due = async () => (await submissions.due(clock.now())).filter(({ id }) => !stuck.has(id));
    try {
      for (let now = await due(); now.length > 0 && !isStopped; now = await due()) {
        for (const submission of now) {
          // One that cannot leave holds up nobody else's.
          await release(submission).catch((cause: unknown) => {
            stuck.add(submission.id);
            log.error('held-message-not-released', cause, { submission: submission.id, mailbox: submission.mailbox });
          });
        }
      }
      next = stuck.size > 0 ? clock.now() + afterFailureMs : Math.min(next, (await submissions.nextDue()) ?? next);
    } catch (cause) {
      log.error('held mail could not be released', cause);
      next = clock.now() + afterFailureMs;
    }
    if (!isStopped) timer = clock.after(Math.max(1, next - clock.now()), () => void tend());
  }

  function tend(): Promise<void> {
    working = working.then(work);
    return working;
  }

  return {
    tend,
    stop() {
      isStopped = true;
      timer?.cancel();
    },
  };
}
