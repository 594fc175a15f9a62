import type { Clock } from '../../platform/clock/clock.ts';
import type { SignIn } from './authenticator.ts';
import { GuessLimit } from './guess-limit.ts';
import { type KnownAddresses, sourceOf } from './known-addresses.ts';

/** `most` wrong guesses at once, then one more every `forgiveMs`. */
export interface GuessAllowance {
  readonly most: number;
  readonly forgiveMs: number;
}

export interface GuessAllowances {
  /** From one IPv4 address or IPv6 /64, whatever the account. */
  readonly fromAddress: GuessAllowance;
  /** For one name of an account, from addresses that never signed in to it. */
  readonly forAccount: GuessAllowance;
  /** For one account from one address that did: neither a neighbour behind the same NAT nor a stranger shuts it out. */
  readonly fromKnownAddress: GuessAllowance;
}

/** `name`: what was typed, as `loginName` spells it. */
export type Guess = Pick<SignIn, 'remoteAddress'> & { readonly name: string };
export type Guessed =
  | { readonly kind: 'checked'; readonly right: boolean }
  | { readonly kind: 'blocked'; readonly retryAfterMs: number };

/** Counts guesses before they are checked, whatever is guessed at: passwords, SCRAM proofs, tokens, codes. */
export class GuessBook {
  readonly #fromAddress: GuessLimit;
  readonly #forAccount: GuessLimit;
  readonly #fromKnownAddress: GuessLimit;
  readonly #known: KnownAddresses;

  constructor(clock: Clock, known: KnownAddresses, allowances: GuessAllowances) {
    this.#fromAddress = new GuessLimit(clock, allowances.fromAddress);
    this.#forAccount = new GuessLimit(clock, allowances.forAccount);
    this.#fromKnownAddress = new GuessLimit(clock, allowances.fromKnownAddress);
    this.#known = known;
  }

  /** How long to stay away; 0: a guess is allowed now. */
  blockedForMs(guess: Guess, mailbox: { readonly guid: string } | null): number {
    return blocked(this.#counts(guess, mailbox));
  }

  /** Runs `check` as one guess; what it throws counts as wrong. A right one makes the address known. */
  async guess(
    guess: Guess,
    mailbox: { readonly guid: string } | null,
    check: () => Promise<boolean>,
  ): Promise<Guessed> {
    const counts = this.#counts(guess, mailbox);
    const retryAfterMs = await beginGuess(counts);
    if (retryAfterMs > 0) return { kind: 'blocked', retryAfterMs };
    let right = false;
    try {
      right = await check();
    } finally {
      for (const [limit, key] of counts) limit.end(key, !right);
    }
    if (right && mailbox !== null) this.#known.add(mailbox.guid, sourceOf(guess.remoteAddress));
    return { kind: 'checked', right };
  }

  #counts(
    { name, remoteAddress }: Guess,
    mailbox: { readonly guid: string } | null,
  ): readonly (readonly [GuessLimit, string])[] {
    const source = sourceOf(remoteAddress);
    if (mailbox !== null && this.#known.has(mailbox.guid, source))
      return [[this.#fromKnownAddress, `${mailbox.guid} ${source}`]];
    return [
      [this.#fromAddress, source],
      // By the name and not by whom it means: two names counted as one would say that they are somebody's.
      [this.#forAccount, name.slice(0, 320)],
    ];
  }
}

/**
 * Waits until no count could be used up by guesses under way, and counts this one: 0. Otherwise, how long to stay away.
 * Nothing is awaited between the look and the count, or all that wait would see the same free place.
 */
async function beginGuess(counts: readonly (readonly [GuessLimit, string])[]): Promise<number> {
  for (;;) {
    const retryAfterMs = blocked(counts);
    if (retryAfterMs > 0) return retryAfterMs;
    const tight = counts.find(([limit, key]) => !limit.hasRoom(key));
    if (tight === undefined) {
      for (const [limit, key] of counts) limit.begin(key);
      return 0;
    }
    await tight[0].ended(tight[1]);
  }
}

function blocked(counts: readonly (readonly [GuessLimit, string])[]): number {
  return Math.max(...counts.map(([limit, key]) => limit.blockedForMs(key)));
}
