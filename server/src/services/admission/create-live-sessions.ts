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

/** Live sessions in memory: admitting, signing in and leaving cost the same however many there are. */
export function createLiveSessions({
  clock,
  signedIn,
  policyLimit,
}: {
  readonly clock: Clock;
  /** Told of every sign-in. */
  readonly signedIn?: (session: LiveSession, accountId: string) => void;
  /** Sessions of one user at once by his throttling policy; `null`: unlimited. */
  readonly policyLimit?: (limit: 'ImapMaxConcurrency' | 'PopMaxConcurrency', accountId: string) => number | null;
}): LiveSessions {
  const live: Readonly<Record<SessionProtocol, Set<LiveSession>>> = {
    IMAP4: new Set(),
    POP3: new Set(),
    SMTP: new Set(),
  };
  const byAddress = new Counts();
  const byUser = new Counts();
  /** As it was admitted: a proxy may have named another since. */
  const countedAddress = new Map<LiveSession, string>();
  const countedUser = new Map<LiveSession, string>();
  const ended: EndedSession[] = [];
  let nextEnded = 0;

  return {
    traces: new SessionTraces(clock),

    admit(session, limits): AdmissionRefusal | null {
      const sessions = live[session.protocol];
      const from = `${session.protocol} ${session.remoteAddress}`;
      if (sessions.size >= limits.MaxConnections) return { limit: 'MaxConnections', value: limits.MaxConnections };
      if (byAddress.of(from) >= limits.MaxConnectionFromSingleIP) {
        return { limit: 'MaxConnectionFromSingleIP', value: limits.MaxConnectionFromSingleIP };
      }
      sessions.add(session);
      byAddress.add(from, 1);
      countedAddress.set(session, from);
      return null;
    },

    admitUser(session: LiveSession, accountId: string, limits: AdmissionLimits): AdmissionRefusal | null {
      const key = `${session.protocol} ${accountId}`;
      const before = countedUser.get(session);
      if (before === key) return null;
      if (byUser.of(key) >= limits.MaxConnectionsPerUser) {
        return { limit: 'MaxConnectionsPerUser', value: limits.MaxConnectionsPerUser };
      }
      const limit = concurrencyLimits[session.protocol];
      const most = limit === null ? null : (policyLimit?.(limit, accountId) ?? null);
      if (limit !== null && most !== null && byUser.of(key) >= most) return { limit, value: most };
      if (before !== undefined) byUser.add(before, -1);
      byUser.add(key, 1);
      countedUser.set(session, key);
      signedIn?.(session, accountId);
      return null;
    },

    leave(session: LiveSession, reason: SessionEnd, detail?: string): void {
      // A session that was never admitted, or has left, changes no count.
      if (!live[session.protocol].delete(session)) return;
      byAddress.add(countedAddress.get(session) ?? '', -1);
      countedAddress.delete(session);
      const user = countedUser.get(session);
      countedUser.delete(session);
      if (user !== undefined) byUser.add(user, -1);
      const { protocol, remoteAddress, client, since } = session;
      ended[nextEnded] = {
        protocol,
        user: session.user,
        credentialId: session.credentialId ?? null,
        remoteAddress,
        client,
        since,
        until: clock.now(),
        reason,
        detail: detail ?? null,
        bytesIn: session.bytesIn(),
        bytesOut: session.bytesOut(),
      };
      nextEnded = (nextEnded + 1) % historyLength;
    },

    list: (protocol) => (protocol === undefined ? [...live.IMAP4, ...live.POP3, ...live.SMTP] : [...live[protocol]]),

    history: () => [...ended.slice(nextEnded), ...ended.slice(0, nextEnded)].toReversed(),
  };
}
