import type { Credentials } from '../../domain/credentials/credentials.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Scope } from '../../storage/sql-engine.ts';
import type { LiveSessions } from '../admission/live-sessions.ts';
import type { Log } from '../../platform/log/log.ts';
import { BearerTokens } from './sasl/bearer-tokens.ts';
import { AccessTokens } from './access-tokens.ts';
import { AppPasswords } from './app-passwords.ts';
import { type GuessAllowances, GuessBook } from './guess-book.ts';
import { type KnownAddress, KnownAddresses } from './known-addresses.ts';
import { Passkeys } from './passkeys.ts';
import { RecoveryCodes } from './recovery-codes.ts';
import { hasSecondFactor } from './second-factor-kinds.ts';
import type { SignInSettings } from './sign-in-settings.ts';
import { type SignInEvent, SignInEvents } from './sign-in-events.ts';
import { TotpFactors } from './totp-factors.ts';

/** Everything beyond passwords that people prove themselves with, as doors, cmdlets and pages use it. */
export interface Identity {
  readonly credentials: Credentials;
  readonly appPasswords: AppPasswords;
  readonly accessTokens: AccessTokens;
  readonly bearerTokens: BearerTokens;
  readonly totp: TotpFactors;
  readonly passkeys: Passkeys;
  readonly recoveryCodes: RecoveryCodes;
  readonly events: SignInEvents;
  /** Guesses at passwords; shared by every door. */
  readonly guesses: GuessBook;
  /** Guesses at codes, of whoever knows the password already: few. */
  readonly codeGuesses: GuessBook;
  settings(): SignInSettings;
  hasSecondFactor(mailbox: string): boolean;
  /** Removes every second factor and what goes with it. */
  removeSecondFactors(mailbox: string): Promise<void>;
  /** Writes down last uses and known addresses. */
  flush(): Promise<void>;
  /** Stops the writing down by itself; `flush` first. */
  stop(): void;
}

export interface IdentityParts {
  readonly credentials: Credentials;
  /** The system scope, migrated with `credentialMigrations`. */
  readonly scope: Scope;
  readonly clock: Clock;
  readonly liveSessions: LiveSessions;
  readonly log: Log;
  readonly allowances: GuessAllowances;
  settings(): SignInSettings;
  /** Told of every sign-in at a browser, refused ones too. */
  readonly noted?: (event: Omit<SignInEvent, 'at'>) => void;
}

const flushEveryMs = 60_000;
const rememberedForMs = 30 * 24 * 3_600_000;

/** A code has a million values and three are right at a time: ten guesses, then one in five minutes. */
const codeAllowances: GuessAllowances = {
  fromAddress: { most: 10, forgiveMs: 60_000 },
  forAccount: { most: 10, forgiveMs: 300_000 },
  fromKnownAddress: { most: 10, forgiveMs: 60_000 },
};

export async function openIdentity(parts: IdentityParts): Promise<Identity> {
  const { credentials, scope, clock, liveSessions, allowances, settings } = parts;
  const known = new KnownAddresses(clock, await knownBefore(scope, clock));
  const appPasswords = await AppPasswords.open({ credentials, clock, liveSessions });
  const identity: Identity = {
    credentials,
    appPasswords,
    accessTokens: new AccessTokens(credentials, clock),
    bearerTokens: new BearerTokens(settings, clock, parts.log),
    totp: new TotpFactors(credentials, clock),
    passkeys: new Passkeys(credentials, clock),
    recoveryCodes: new RecoveryCodes(credentials, clock, await credentials.key('recovery-codes')),
    events: new SignInEvents(scope, clock, parts.noted),
    guesses: new GuessBook(clock, known, allowances),
    codeGuesses: new GuessBook(clock, new KnownAddresses(clock), codeAllowances),
    settings,
    hasSecondFactor: (mailbox) => hasSecondFactor(credentials, mailbox),
    async removeSecondFactors(mailbox) {
      const kinds = ['totp', 'passkey', 'recovery-code'] as const;
      await credentials.remove(...kinds.flatMap((kind) => credentials.of(mailbox, kind).map(({ id }) => id)));
    },
    async flush() {
      await credentials.flush();
      await keepKnown(scope, known.takeChanges());
    },
    stop: () => timer.cancel(),
  };
  const timer = clock.after(flushEveryMs, () => {
    timer.restart();
    // A last use that cannot be written is not worth an alarm: whatever keeps the database from it is told elsewhere.
    identity.flush().catch(() => undefined);
  });
  return identity;
}

async function knownBefore(scope: Scope, clock: Clock): Promise<readonly KnownAddress[]> {
  return scope.write(async (writer) => {
    await writer.run('DELETE FROM known_address WHERE seen_at < ?', clock.now() - rememberedForMs);
    const rows = await writer.all<{ account: string; address: string; seen_at: number }>(
      'SELECT account, address, seen_at FROM known_address ORDER BY seen_at LIMIT 100000',
    );
    return rows.map(({ account, address, seen_at }) => ({ account, address, seenAt: Number(seen_at) }));
  });
}

async function keepKnown(scope: Scope, changes: readonly KnownAddress[]): Promise<void> {
  if (changes.length === 0) return;
  await scope.write((writer) =>
    writer.runMany(
      'INSERT INTO known_address (account, address, seen_at) VALUES (?, ?, ?) ON CONFLICT (account, address) DO UPDATE SET seen_at = excluded.seen_at',
      changes.map(({ account, address, seenAt }) => [account, address, seenAt]),
    ),
  );
}
