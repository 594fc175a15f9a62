import { actAs } from '../../services/mailbox-audit/acting-session.ts';
import { RequestRefusal } from './core/process-request.ts';
import type { JmapParts } from './jmap-parts.ts';
import type { requestRunner } from './request-runner.ts';

type Run = ReturnType<typeof requestRunner>;

/**
 * What a request does is done by whoever sent it: webmail, or a program that speaks JMAP. At most as many at once as his
 * throttling policy allows.
 */
export function actingRunner(run: Run, { mostRequests }: Pick<JmapParts, 'mostRequests'>): Run {
  const running = new Map<string, number>();
  return async (text, request, caller) => {
    const accountId = caller.mailbox.guid;
    const most = mostRequests?.(caller.mailbox) ?? null;
    const count = (running.get(accountId) ?? 0) + 1;
    if (most !== null && count > most)
      throw new RequestRefusal(
        'limit',
        `At most ${most} requests at once (OwaMaxConcurrency); wait for an answer.`,
        'maxConcurrentRequests',
      );
    running.set(accountId, count);
    const session = {
      protocol: caller.kind === 'session' ? 'OWA' : 'JMAP',
      remoteAddress: caller.remoteAddress,
      client: request.headers['user-agent'] ?? null,
      accountId,
    };
    try {
      return await actAs(session, () => run(text, request, caller));
    } finally {
      const left = (running.get(accountId) ?? 1) - 1;
      if (left === 0) running.delete(accountId);
      else running.set(accountId, left);
    }
  };
}
