import type { Clock } from '../../platform/clock/clock.ts';
import type { Scope } from '../../storage/sql-engine.ts';

const longestMs = 40 * 24 * 3_600_000;

export type NoticeKind = 'automatic-reply' | 'quota-warning';

/** Who was told what, so that nobody is told again too soon, also after a restart. */
export interface SentNotices {
  /** Whether to tell `receiver` now; then it counts as told. Two callers at once: one is told to. */
  claim(mailbox: string, kind: NoticeKind, receiver: string, againAfterMs: number): Promise<boolean>;
}

export function createSentNotices({ scope, clock }: { readonly scope: Scope; readonly clock: Clock }): SentNotices {
  return {
    claim: (mailbox, kind, receiver, againAfterMs) =>
      scope.write(async (writer) => {
        const now = clock.now();
        const known = await writer.get<{ sent_at: number }>(
          'SELECT sent_at FROM sent_notice WHERE mailbox = ? AND kind = ? AND receiver = ?',
          mailbox,
          kind,
          receiver,
        );
        // One from further ahead was noted by a clock that went fast: nobody waits until that time comes again.
        if (known !== undefined && Math.abs(Number(known.sent_at) - now) < againAfterMs) return false;
        await writer.run(
          'DELETE FROM sent_notice WHERE mailbox = ? AND kind = ? AND receiver = ?',
          mailbox,
          kind,
          receiver,
        );
        await writer.run(
          'INSERT INTO sent_notice (mailbox, kind, receiver, sent_at) VALUES (?, ?, ?, ?)',
          mailbox,
          kind,
          receiver,
          now,
        );
        // What is older than any repetition is nobody's business any more.
        await writer.run(
          'DELETE FROM sent_notice WHERE mailbox = ? AND (sent_at < ? OR sent_at > ?)',
          mailbox,
          now - longestMs,
          now + longestMs,
        );
        return true;
      }),
  };
}
