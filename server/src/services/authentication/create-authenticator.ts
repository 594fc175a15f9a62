import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { Credentials } from '../../domain/credentials/credentials.ts';
import type { Directory, Mailbox } from '../../domain/directory/directory.ts';
import { loginName } from '../../domain/directory/login-name.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Log } from '../../platform/log/log.ts';
import type { AppPasswords } from './app-passwords.ts';
import { delegateName, signInAsDelegate } from './delegate-sign-in.ts';
import type { Authenticator, Door, SignIn, SignInResult } from './authenticator.ts';
import { type Guess, type GuessAllowances, GuessBook } from './guess-book.ts';
import { HashQueue } from './hash-queue.ts';
import { KnownAddresses } from './known-addresses.ts';
import { connectionTest, type OneTimeCredentials } from './one-time-credentials.ts';
import { type HashCost, hashPassword, preparePassword, unmatchableHash, verifyPassword } from './password-hashing.ts';
import { bearerMechanisms } from './sasl/bearer.ts';
import type { BearerTokens } from './sasl/bearer-tokens.ts';
import { type SaslChannel, saslServer } from './sasl/sasl.ts';
import { type ScramAccount, scramMechanisms } from './sasl/scram.ts';
import { hmac, scramIterations, scramKeysOf } from './sasl/scram-keys.ts';
import { readPhc, readStoredPassword, writeStoredPassword } from './sasl/stored-password.ts';
import { hasSecondFactor } from './second-factor-kinds.ts';
import type { SignInSettings } from './sign-in-settings.ts';
import { VerifiedPasswords } from './verified-passwords.ts';

export interface AuthenticationLimits extends GuessAllowances {
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

/** What goes beyond one password for each account. */
export interface BeyondPasswords {
  readonly credentials: Credentials;
  readonly appPasswords: AppPasswords;
  readonly bearerTokens: BearerTokens;
  settings(): SignInSettings;
}

export interface AuthenticatorParts {
  readonly directory: Directory;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: Partial<AuthenticationLimits>;
  /** Passwords that Relais made for its own test of a user's settings; none when absent. */
  readonly oneTimeCredentials?: OneTimeCredentials;
  /** Absent: passwords are all there is. */
  readonly beyond?: BeyondPasswords;
  /** Shared with what else guesses are made at. */
  readonly guesses?: GuessBook;
  /** Of passwords that are set from now on, and of the one verified for nobody; `usualHashCost` when absent. */
  readonly hashCost?: HashCost;
}

/**
 * Who may sign in, by the directory's Argon2id hashes. An unknown user, one without a password and a wrong password take
 * the same path: one hash is verified, the same result is given.
 */
export function createAuthenticator(parts: AuthenticatorParts): Authenticator {
  const { directory, clock, log, limits: changed, oneTimeCredentials, beyond, hashCost } = parts;
  const limits = { ...defaultAuthenticationLimits, ...changed };
  const guesses = parts.guesses ?? new GuessBook(clock, new KnownAddresses(clock), limits);
  const verified = new VerifiedPasswords(clock, limits.verifiedPasswordLifeMs);
  const hashes = new HashQueue(limits.concurrentHashes, limits.waitingHashes);
  // Made before anybody asks: the first unknown user must not take longer than the next.
  const nobody = unmatchableHash(hashCost);
  nobody.catch(() => {});

  const scramOn = (): boolean => beyond?.settings().ScramEnabled === true;
  /** Argon2id and SCRAM's keys side by side: on two cores a new password takes as long as the slower of them. */
  const hash = async (password: string): Promise<string> => {
    const [phc, scram] = await Promise.all([
      hashes.run(() => hashPassword(password, hashCost)),
      scramOn() ? hashes.run(() => scramKeysOf(password)) : null,
    ]);
    return writeStoredPassword({ phc, scram });
  };

  /** Passwords that were set before there was SCRAM, or with another number of rounds, get their keys when they are next seen. */
  async function addScramKeys(mailbox: Mailbox, stored: string, password: string): Promise<void> {
    const { phc, scram } = readStoredPassword(stored);
    if (!scramOn() || scram?.iterations === scramIterations || hashes.full) return;
    const keys = await hashes.run(() => scramKeysOf(password));
    await directory.setPasswordHash(mailbox.guid, writeStoredPassword({ phc, scram: keys }), stored);
  }

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
    hashPassword: hash,
    sasl:
      beyond === undefined
        ? saslServer([])
        : saslServer([
            ...scramMechanisms({
              isEnabled: scramOn,
              offersPlus: (door) => door !== 'smtp' || beyond.settings().SmtpScramPlusEnabled,
              account: scramAccount,
              sameMailbox,
              settle: settleScram,
            }),
            ...bearerMechanisms({
              isConfigured: () => beyond.bearerTokens.isConfigured,
              issuer: () => beyond.bearerTokens.issuer,
              settle: settleBearer,
              sameMailbox,
            }),
          ]),

    async signIn(attempt: SignIn): Promise<SignInResult> {
      const named = delegateName(attempt.userName);
      return named === null ? signIn(attempt) : signInAsDelegate(attempt, named, { directory, signIn, isOpen });
    },
  };

  async function signIn(attempt: SignIn): Promise<SignInResult> {
    const mailbox = directory.findLogin(attempt.userName);
    if (mailbox !== null && oneTimeCredentials?.redeem(mailbox.guid, attempt.door, attempt.password) === true)
      return marked(opened(mailbox, attempt.door), connectionTest);
    const app = appPassword(mailbox, attempt);
    if (mailbox !== null && app !== null) return marked(opened(mailbox, attempt.door), app);
    const guess = guessOf(attempt);
    const retryAfterMs = guesses.blockedForMs(guess, mailbox);
    if (retryAfterMs > 0) return throttled(attempt, retryAfterMs);

    const stored = mailbox === null ? null : await directory.passwordHash(mailbox.guid);
    const phc = stored === null ? null : readPhc(stored);
    const prepared = preparePassword(attempt.password);
    if (mailbox !== null && phc !== null && verified.has(mailbox.guid, phc, prepared))
      return openedByPassword(mailbox, attempt.door);
    if (hashes.full) return throttled(attempt, 1000);

    const guessed = await guesses.guess(
      guess,
      mailbox,
      async () => (await isRight(phc, attempt.password)) && phc !== null,
    );
    if (guessed.kind === 'blocked') return throttled(attempt, guessed.retryAfterMs);
    if (!guessed.right || mailbox === null || phc === null) return refused(attempt);
    verified.add(mailbox.guid, phc, prepared);
    if (stored !== null)
      addScramKeys(mailbox, stored, attempt.password).catch((cause: unknown) => log.error('scram-keys', cause));
    return openedByPassword(mailbox, attempt.door);
  }

  /**
   * Unknown names, and accounts without keys, get a salt that is the same every time and looks like any other, and under
   * every spelling of the name, as it is for those who exist.
   */
  async function scramAccount(userName: string): Promise<ScramAccount> {
    const mailbox = directory.findLogin(userName);
    // Asked for nobody too, so that both take the same time.
    const stored = await directory.passwordHash(mailbox?.guid ?? '');
    const keys = stored === null ? null : readStoredPassword(stored).scram;
    if (mailbox !== null && keys !== null) return { mailbox, keys, isReal: true };
    const secret = await (beyond?.credentials.key('scram-salts') ?? randomBytes(32));
    const salt = hmac(secret, loginName(directory, userName)).subarray(0, 16);
    return {
      mailbox,
      isReal: false,
      keys: { iterations: scramIterations, salt, storedKey: hmac(secret, 'stored'), serverKey: hmac(secret, 'server') },
    };
  }

  function sameMailbox(userName: string, mailbox: Mailbox): boolean {
    return directory.findLogin(userName)?.guid === mailbox.guid;
  }

  async function settleScram(
    { door, remoteAddress }: SaslChannel,
    userName: string,
    { mailbox }: ScramAccount,
    isProof: () => boolean,
  ): Promise<SignInResult> {
    const attempt = { door, remoteAddress, userName, password: '' };
    const guessed = await guesses.guess(guessOf(attempt), mailbox, async () => isProof());
    if (guessed.kind === 'blocked') return throttled(attempt, guessed.retryAfterMs);
    return guessed.right && mailbox !== null ? openedByPassword(mailbox, door) : refused(attempt);
  }

  /** The issuer has asked for whatever it asks for, so a second factor here is not asked for again. */
  async function settleBearer(
    { door, remoteAddress }: SaslChannel,
    userName: string,
    token: string,
  ): Promise<SignInResult> {
    const attempt = { door, remoteAddress, userName, password: '' };
    let named: Mailbox | null = null;
    const guessed = await guesses.guess(guessOf(attempt), null, async () => {
      const name = (await beyond?.bearerTokens.check(token)) ?? null;
      named = name === null ? null : directory.findLogin(name);
      return named !== null;
    });
    if (guessed.kind === 'blocked') return throttled(attempt, guessed.retryAfterMs);
    return named === null ? refused(attempt) : opened(named, door);
  }

  function guessOf({ userName, remoteAddress }: SignIn): Guess {
    return { name: loginName(directory, userName), remoteAddress };
  }

  function refused({ door, userName, remoteAddress }: SignIn): SignInResult {
    log.info('sign-in-refused', { door, userName: userName.slice(0, 256), remoteAddress });
    return { kind: 'bad-credentials' };
  }

  function appPassword(
    mailbox: Mailbox | null,
    { door, password, remoteAddress, client = null }: SignIn,
  ): string | null {
    if (beyond === undefined || !beyond.settings().AppPasswordsEnabled) return null;
    return beyond.appPasswords.check(mailbox?.guid ?? null, door, password, { remoteAddress, client })?.id ?? null;
  }

  function openedByPassword(mailbox: Mailbox, door: Door): SignInResult {
    const result = opened(mailbox, door);
    if (result.kind !== 'signed-in' || beyond === undefined || !hasSecondFactor(beyond.credentials, mailbox.guid))
      return result;
    if (door === 'web' || door === 'admin') return { kind: 'second-factor-required', mailbox };
    return beyond.settings().AllowPasswordWithSecondFactor ? result : { kind: 'app-password-required' };
  }

  function throttled({ door, userName, remoteAddress }: SignIn, retryAfterMs: number): SignInResult {
    log.warn('sign-in-throttled', { door, userName: userName.slice(0, 256), remoteAddress, retryAfterMs });
    return { kind: 'throttled', retryAfterMs };
  }
}

function opened(
  mailbox: Mailbox,
  door: Door,
): Extract<SignInResult, { kind: 'signed-in' | 'account-disabled' | 'protocol-disabled' }> {
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
    case 'jmap':
      return mailbox.owaEnabled;
    case 'admin':
      return true;
  }
}

function marked(result: SignInResult, credentialId: string): SignInResult {
  return result.kind === 'signed-in' ? { ...result, credentialId } : result;
}
