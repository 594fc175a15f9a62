import type { SessionTraces } from '../session-trace/session-traces.ts';

export type SessionProtocol = 'IMAP4' | 'POP3' | 'SMTP';

export type SessionEnd =
  | 'signed-off'
  | 'client-gone'
  | 'idle-timeout'
  | 'unauthenticated-timeout'
  | 'limit'
  | 'too-many-errors'
  | 'closed-by-administrator'
  | 'access-taken-away'
  | 'service-stopped'
  | 'error';

/** A connection as administrators see it; sessions keep their own current. */
export interface LiveSession {
  readonly id: string;
  readonly protocol: SessionProtocol;
  /** Of the client; a trusted proxy may name another one. */
  remoteAddress: string;
  readonly since: number;
  secure: boolean;
  /** Primary address once signed in. */
  user: string | null;
  accountId: string | null;
  /** Whose credentials opened it where the mailbox is somebody else's, by GUID. */
  delegateId?: string | null;
  /** Which app password opened it, by id; left out or `null`: the account's own password. */
  credentialId?: string | null;
  /** IMAP ID, POP3 none, SMTP EHLO name: hostile text. */
  client: string | null;
  state: string;
  folder: string | null;
  lastCommand: string | null;
  lastActivity: number;
  /** Milliseconds: the longest time between two commands since somebody signed in, without what has passed since the last. */
  longestPause: number;
  bytesIn(): number;
  bytesOut(): number;
  /** Ends it with words the client sees. */
  close(reason: SessionEnd, words: string): void;
}

/** Whether it is over when this person may no longer sign in: in his mailbox, or opened with his credentials. */
export function isSessionOf({ accountId, delegateId }: LiveSession, person: string): boolean {
  return accountId === person || delegateId === person;
}

export type AdmissionRefusal = {
  readonly limit:
    | 'MaxConnections'
    | 'MaxConnectionFromSingleIP'
    | 'MaxConnectionsPerUser'
    | 'ImapMaxConcurrency'
    | 'PopMaxConcurrency'
    /** The process may have no more connections open. */
    | 'OpenFiles';
  readonly value: number;
};

export interface AdmissionLimits {
  readonly MaxConnections: number;
  readonly MaxConnectionFromSingleIP: number;
  readonly MaxConnectionsPerUser: number;
}

/** Who is connected, and whether one more may. */
export interface LiveSessions {
  /** Records the protocol lines of persons chosen by an administrator. */
  readonly traces: SessionTraces;
  /** Whether the process has room for one more. */
  hasRoom(): boolean;
  /** Counts and registers, or says which limit refuses. */
  admit(session: LiveSession, limits: AdmissionLimits): AdmissionRefusal | null;
  /** Called at sign-in. */
  admitUser(session: LiveSession, accountId: string, limits: AdmissionLimits): AdmissionRefusal | null;
  /** Called once when the connection is over. */
  leave(session: LiveSession, reason: SessionEnd, detail?: string): void;
  list(protocol?: SessionProtocol): readonly LiveSession[];
  /** The newest ended sessions, at most a few thousand. */
  history(): readonly EndedSession[];
}

export interface EndedSession {
  readonly protocol: SessionProtocol;
  readonly user: string | null;
  readonly credentialId?: string | null;
  readonly remoteAddress: string;
  readonly client: string | null;
  readonly since: number;
  readonly until: number;
  readonly reason: SessionEnd;
  readonly detail: string | null;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Milliseconds from connecting to signing in; `null`: nobody did. */
  readonly signedInAfter: number | null;
  /** Milliseconds: the longest time without a command since then, the last one before its end included. */
  readonly longestPause: number;
}
