import type { Clock } from '../../platform/clock/clock.ts';
import { SessionTraces } from '../session-trace/session-traces.ts';
import type {
  AdmissionLimits,
  AdmissionRefusal,
  EndedSession,
  LiveSession,
  LiveSessions,
  SessionEnd,
  SessionProtocol,
} from './live-sessions.ts';

const historyLength = 4096;
const protocols = ['IMAP4', 'POP3', 'SMTP'] as const;
const concurrencyLimits = { IMAP4: 'ImapMaxConcurrency', POP3: 'PopMaxConcurrency', SMTP: null } as const;

/** Counts by key; a key that falls to zero is forgotten. */
class Counts {
  private readonly counts = new Map<string, number>();

  of(key: string): number {
    return this.counts.get(key) ?? 0;
  }

  add(key: string, by: 1 | -1): void {
    const count = this.of(key) + by;
    if (count <= 0) this.counts.delete(key);
    else this.counts.set(key, count);
  }
}

/** Under what a session was counted. */
interface Counted {
  /** As it was admitted: a proxy may have named another since. */
  readonly address: string;
  /** `null`: nobody has signed in. */
  user: string | null;
  /** Milliseconds since 1970, of the first sign-in; `null`: there was none. */
  signedInAt: number | null;
}

/** Live sessions in memory: admitting, signing in and leaving cost the same however many there are. */
export function createLiveSessions({
  clock,
  most = Infinity,
  signedIn,
  policyLimit,
}: {
  readonly clock: Clock;
  /** Of all protocols together. */
  readonly most?: number;
  /** Told of every sign-in. */
  readonly signedIn?: (session: LiveSession, accountId: string) => void;
  /** Sessions of one user at once by his throttling policy; `null`: unlimited. */
  readonly policyLimit?: (limit: 'ImapMaxConcurrency' | 'PopMaxConcurrency', accountId: string) => number | null;
}): LiveSessions {
  const live: Readonly<Record<SessionProtocol, Map<LiveSession, Counted>>> = {
    IMAP4: new Map(),
    POP3: new Map(),
    SMTP: new Map(),
  };
  const byAddress = new Counts();
  const byUser = new Counts();
  const ended: EndedSession[] = [];
  let nextEnded = 0;
  const hasRoom = (): boolean => live.IMAP4.size + live.POP3.size + live.SMTP.size < most;

  return {
    traces: new SessionTraces(clock),

    hasRoom,

    admit(session, limits): AdmissionRefusal | null {
      if (!hasRoom()) return { limit: 'OpenFiles', value: most };
      const sessions = live[session.protocol];
      const from = `${session.protocol} ${session.remoteAddress}`;
      if (sessions.size >= limits.MaxConnections) return { limit: 'MaxConnections', value: limits.MaxConnections };
      if (byAddress.of(from) >= limits.MaxConnectionFromSingleIP) {
        return { limit: 'MaxConnectionFromSingleIP', value: limits.MaxConnectionFromSingleIP };
      }
      sessions.set(session, { address: from, user: null, signedInAt: null });
      byAddress.add(from, 1);
      return null;
    },

    admitUser(session: LiveSession, accountId: string, limits: AdmissionLimits): AdmissionRefusal | null {
      const key = `${session.protocol} ${accountId}`;
      const counted = live[session.protocol].get(session);
      if (counted?.user === key) return null;
      if (byUser.of(key) >= limits.MaxConnectionsPerUser) {
        return { limit: 'MaxConnectionsPerUser', value: limits.MaxConnectionsPerUser };
      }
      const limit = concurrencyLimits[session.protocol];
      const most = limit === null ? null : (policyLimit?.(limit, accountId) ?? null);
      if (limit !== null && most !== null && byUser.of(key) >= most) return { limit, value: most };
      if (counted !== undefined) {
        if (counted.user !== null) byUser.add(counted.user, -1);
        byUser.add(key, 1);
        counted.user = key;
        counted.signedInAt ??= clock.now();
      }
      signedIn?.(session, accountId);
      return null;
    },

    leave(session: LiveSession, reason: SessionEnd, detail?: string): void {
      // A session that was never admitted, or has left, changes no count.
      const counted = live[session.protocol].get(session);
      if (counted === undefined) return;
      live[session.protocol].delete(session);
      byAddress.add(counted.address, -1);
      if (counted.user !== null) byUser.add(counted.user, -1);
      const { protocol, remoteAddress, client, since } = session;
      const until = clock.now();
      ended[nextEnded] = {
        protocol,
        user: session.user,
        credentialId: session.credentialId ?? null,
        remoteAddress,
        client,
        since,
        until,
        reason,
        detail: detail ?? null,
        bytesIn: session.bytesIn(),
        bytesOut: session.bytesOut(),
        signedInAfter: counted.signedInAt === null ? null : Math.max(0, counted.signedInAt - since),
        longestPause:
          counted.user === null ? session.longestPause : Math.max(session.longestPause, until - session.lastActivity),
      };
      nextEnded = (nextEnded + 1) % historyLength;
    },

    list: (protocol) => (protocol === undefined ? protocols : [protocol]).flatMap((one) => [...live[one].keys()]),

    history: () => [...ended.slice(nextEnded), ...ended.slice(0, nextEnded)].toReversed(),
  };
}
