import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Door } from './authenticator.ts';

/** A password that Relais makes for itself, to prove that a user can sign in: good once, for one door, for a short time. */
export interface OneTimeCredential {
  readonly password: string;
  /** Makes it useless at once; safe at any time. */
  revoke(): void;
}

/** The `credentialId` of a session that Relais opened itself to test a user's settings. */
export const connectionTest = 'connection-test';

interface Issued {
  readonly mailboxGuid: string;
  readonly door: Door;
  readonly until: number;
}

const prefix = 'once-';
const most = 1000;

/** The credentials given out and not yet used; only their hashes are kept. */
export class OneTimeCredentials {
  private readonly clock: Clock;
  private readonly issued = new Map<string, Issued>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** The mailbox's own doors stay as they are: a disabled protocol refuses this password too. */
  issue(mailboxGuid: string, door: Door, lifeMs: number): OneTimeCredential {
    const now = this.clock.elapsed();
    for (const [key, { until }] of this.issued) if (until <= now || this.issued.size >= most) this.issued.delete(key);
    const password = prefix + randomBytes(24).toString('base64url');
    const key = keyOf(password);
    this.issued.set(key, { mailboxGuid, door, until: now + lifeMs });
    return { password, revoke: () => void this.issued.delete(key) };
  }

  /** True once for the right password at the right door. The look-up is by hash, so its time says nothing. */
  redeem(mailboxGuid: string, door: Door, password: string): boolean {
    if (!password.startsWith(prefix)) return false;
    const key = keyOf(password);
    const issued = this.issued.get(key);
    if (issued === undefined || issued.mailboxGuid !== mailboxGuid || issued.door !== door) return false;
    this.issued.delete(key);
    return issued.until > this.clock.elapsed();
  }
}

function keyOf(password: string): string {
  return createHash('sha256').update(password).digest('base64');
}
