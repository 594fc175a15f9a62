import { actAs } from '../../services/mailbox-audit/acting-session.ts';
import type { requestRunner } from './request-runner.ts';

type Run = ReturnType<typeof requestRunner>;

/** What a request does is done by whoever sent it: webmail, or a program that speaks JMAP. */
export function actingRunner(run: Run): Run {
  return (text, request, caller) => {
    const session = {
      protocol: caller.kind === 'session' ? 'OWA' : 'JMAP',
      remoteAddress: caller.remoteAddress,
      client: request.headers['user-agent'] ?? null,
      accountId: caller.mailbox.guid,
    };
    return actAs(session, () => run(text, request, caller));
  };
}
