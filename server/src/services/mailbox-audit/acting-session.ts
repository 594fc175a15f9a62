import { AsyncLocalStorage } from 'node:async_hooks';

/** The session on whose behalf something is done; a live session is one. */
export interface ActingSession {
  /** `IMAP4`, `POP3`, `SMTP`, `OWA`. */
  readonly protocol: string;
  readonly remoteAddress: string;
  /** What the client says it is. */
  readonly client: string | null;
  /** `null`: nobody has signed in yet. */
  readonly accountId: string | null;
}

const acting = new AsyncLocalStorage<ActingSession>();

/** Everything that `work` begins is done by this session. */
export function actAs<T>(session: ActingSession, work: () => T): T {
  return acting.run(session, work);
}

export function actingSession(): ActingSession | undefined {
  return acting.getStore();
}
