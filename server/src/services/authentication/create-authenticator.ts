import { availableParallelism } from 'node:os';
import type { Directory, Mailbox } from '../../domain/directory/directory.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Log } from '../../platform/log/log.ts';
import type { Authenticator, Door, SignIn, SignInResult } from './authenticator.ts';
import { GuessLimit } from './guess-limit.ts';
import { HashQueue } from './hash-queue.ts';
import { KnownAddresses, sourceOf } from './known-addresses.ts';
import type { OneTimeCredentials } from './one-time-credentials.ts';
import { hashPassword, preparePassword, unmatchableHash, verifyPassword } from './password-hashing.ts';
import { VerifiedPasswords } from './verified-passwords.ts';

/** `most` wrong guesses at once, then one more every `forgiveMs`. */
export interface GuessAllowance {
  readonly most: number;
  readonly forgiveMs: number;
}

export interface AuthenticationLimits {
  /** From one IPv4 address or IPv6 /64, whatever the account. */
  readonly fromAddress: GuessAllowance;
  /** For one account, from addresses that never signed in to it. */
  readonly forAccount: GuessAllowance;
  /** For one account from one address that did: neither a neighbour behind the same NAT nor a stranger shuts it out. */
  readonly fromKnownAddress: GuessAllowance;
  readonly verifiedPasswordLifeMs: number;
  readonly concurrentHashes: number;
  readonly waitingHashes: number;
}

export const defaultAuthenticationLimits: AuthenticationLimits = {
  fromAddress: { most: 30, forgiveMs: 20_000 },
  forAccount: { most: 20, forgiveMs: 30_000 },
  fromKnownAddress: { most: 30, forgiveMs: 10_000 },
  verifiedPasswordLifeMs: 5 * 60_000,
  // Hashes run on libuv's four threads, which the disk needs too.
  concurrentHashes: Math.max(1, Math.min(3, availableParallelism())),
  waitingHashes: 4096,
};

export interface AuthenticatorParts {
  readonly directory: Directory;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: Partial<AuthenticationLimits>;
  /** Passwords that Relais made for its own test of a user's settings; none when absent. */
  readonly oneTimeCredentials?: OneTimeCredentials;
}

/**
 * Who may sign in, by the directory's Argon2id hashes. An unknown user, one without a password and a wrong password take
 * the same path: one hash is verified, the same result is given.
 */
export function createAuthenticator(parts: AuthenticatorParts): Authenticator {
  const { directory, clock, log, limits: changed, oneTimeCredentials } = parts;
  const limits = { ...defaultAuthenticationLimits, ...changed };
  const fromAddress = new GuessLimit(clock, limits.fromAddress);
  const forAccount = new GuessLimit(clock, limits.forAccount);
  const fromKnownAddress = new GuessLimit(clock, limits.fromKnownAddress);
  const known = new KnownAddresses(clock);
  const verified = new VerifiedPasswords(clock, limits.verifiedPasswordLifeMs);
  const hashes = new HashQueue(limits.concurrentHashes, limits.waitingHashes);
  // Made before anybody asks: the first unknown user must not take longer than the next.
  const nobody = unmatchableHash();
  nobody.catch(() => {});

  async function isRight(phc: string | null, password: string): Promise<boolean> {
    const stored = phc ?? (await nobody);
    return hashes.run(() =>
      verifyPassword(stored, password).catch((cause: unknown) => {
        log.error('stored-password-unreadable', cause);
        return false;
      }),
    );
  }

  return {
    hashPassword: (password) => hashes.run(() => hashPassword(password)),

    async signIn(attempt: SignIn): Promise<SignInResult> {
      const mailbox = directory.findLogin(attempt.userName);
      if (mailbox !== null && oneTimeCredentials?.redeem(mailbox.guid, attempt.door, attempt.password) === true)
        return opened(mailbox, attempt.door);
      const source = sourceOf(attempt.remoteAddress);
      // Unknown names are counted like known ones, so that being throttled says nothing about who exists.
      const account = mailbox?.guid ?? `?${attempt.userName.slice(0, 256).toLowerCase()}`;
      const counts: readonly (readonly [GuessLimit, string])[] = known.has(account, source)
        ? [[fromKnownAddress, `${account} ${source}`]]
        : [
            [fromAddress, source],
            [forAccount, account],
          ];

      const retryAfterMs = Math.max(...counts.map(([limit, key]) => limit.blockedForMs(key)));
      if (retryAfterMs > 0) return throttled(attempt, retryAfterMs);

      const phc = mailbox === null ? null : await directory.passwordHash(mailbox.guid);
      const prepared = preparePassword(attempt.password);
      if (mailbox !== null && phc !== null && verified.has(mailbox.guid, phc, prepared))
        return opened(mailbox, attempt.door);

      if (hashes.full) return throttled(attempt, 1000);
      const blocked = await beginGuess(counts);
      if (blocked > 0) return throttled(attempt, blocked);
      let right = false;
      try {
        right = await isRight(phc, attempt.password);
      } finally {
        for (const [limit, key] of counts) limit.end(key, !right);
      }
      if (!right || mailbox === null || phc === null) {
        log.info('sign-in-refused', {
          door: attempt.door,
          userName: attempt.userName.slice(0, 256),
          remoteAddress: attempt.remoteAddress,
        });
        return { kind: 'bad-credentials' };
      }
      known.add(account, source);
      verified.add(mailbox.guid, phc, prepared);
      return opened(mailbox, attempt.door);
    },
  };

  function throttled({ door, userName, remoteAddress }: SignIn, retryAfterMs: number): SignInResult {
    log.warn('sign-in-throttled', { door, userName: userName.slice(0, 256), remoteAddress, retryAfterMs });
    return { kind: 'throttled', retryAfterMs };
  }
}

/**
 * Waits until no count could be used up by guesses under way, and counts this one: 0. Otherwise, how long to stay away.
 * Nothing is awaited between the look and the count, or all that wait would see the same free place.
 */
async function beginGuess(counts: readonly (readonly [GuessLimit, string])[]): Promise<number> {
  for (;;) {
    const blocked = Math.max(...counts.map(([limit, key]) => limit.blockedForMs(key)));
    if (blocked > 0) return blocked;
    const tight = counts.find(([limit, key]) => !limit.hasRoom(key));
    if (tight === undefined) {
      for (const [limit, key] of counts) limit.begin(key);
      return 0;
    }
    await tight[0].ended(tight[1]);
  }
}

function opened(mailbox: Mailbox, door: Door): SignInResult {
  if (!mailbox.enabled) return { kind: 'account-disabled' };
  return isOpen(mailbox, door) ? { kind: 'signed-in', mailbox } : { kind: 'protocol-disabled' };
}

function isOpen(mailbox: Mailbox, door: Door): boolean {
  switch (door) {
    case 'imap':
      return mailbox.imapEnabled;
    case 'pop':
      return mailbox.popEnabled;
    case 'smtp':
      return mailbox.smtpAuthEnabled;
    case 'web':
      return mailbox.owaEnabled;
    case 'admin':
      return true;
  }
}
