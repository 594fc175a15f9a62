import type { FastifyInstance } from 'fastify';
import type { SessionEnd, SessionProtocol } from '../../services/admission/live-sessions.ts';
import { connectionTest } from '../../services/authentication/one-time-credentials.ts';
import type { HttpContext } from '../http-context.ts';

interface ConnectionView {
  readonly protocol: SessionProtocol;
  readonly remoteAddress: string;
  /** What the program said of itself: hostile text. */
  readonly client: string | null;
  readonly since: string;
}

interface EndedConnectionView extends ConnectionView {
  readonly until: string;
  readonly reason: SessionEnd;
  readonly detail: string | null;
}

const mostEnded = 50;

/** `GET /api/connections`: the mail programs that are connected to the caller's mailbox, and why the last ones were closed. */
export function connections(app: FastifyInstance, context: HttpContext): void {
  app.get('/api/connections', async (request) => {
    const { mailbox } = await context.userOf(request);
    const own = new Set([...mailbox.emailAddresses, mailbox.userPrincipalName].map((name) => name.toLowerCase()));
    const isOwn = (user: string | null): boolean => user !== null && own.has(user.toLowerCase());
    const live: ConnectionView[] = context.liveSessions
      .list()
      .filter((session) => session.accountId === mailbox.guid || isOwn(session.user))
      .filter(isClient)
      .map(({ protocol, remoteAddress, client, since }) => ({
        protocol,
        remoteAddress,
        client,
        since: new Date(since).toISOString(),
      }));
    const ended: EndedConnectionView[] = context.liveSessions
      .history()
      .filter((session) => isOwn(session.user))
      .filter(isClient)
      .slice(0, mostEnded)
      .map(({ protocol, remoteAddress, client, since, until, reason, detail }) => ({
        protocol,
        remoteAddress,
        client,
        since: new Date(since).toISOString(),
        until: new Date(until).toISOString(),
        reason,
        detail,
      }));
    return { live, ended };
  });
}

/** Not those of "Test the settings": a user asks why his own programs were disconnected. */
function isClient({ credentialId }: { readonly credentialId?: string | null }): boolean {
  return credentialId !== connectionTest;
}
