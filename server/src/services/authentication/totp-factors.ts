import { randomUUID } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import type { LastUse, TotpFactor } from '../../domain/credentials/credential.ts';
import type { Credentials } from '../../domain/credentials/credentials.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import { Tickets } from './tickets.ts';

/** What every authenticator app computes by default (RFC 6238 §4, RFC 4226 §5.3). */
const parameters = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
/** RFC 6238 §5.2: one step either way for clocks that differ. */
const window = 1;

interface Enrolment {
  readonly mailbox: string;
  readonly secret: string;
}

/** Authenticator apps: a shared key, six digits every 30 seconds, each taken once. */
export class TotpFactors {
  readonly #credentials: Credentials;
  readonly #clock: Clock;
  readonly #enrolments: Tickets<Enrolment>;

  constructor(credentials: Credentials, clock: Clock) {
    this.#credentials = credentials;
    this.#clock = clock;
    this.#enrolments = new Tickets(clock, 10 * 60_000);
  }

  has(mailbox: string): boolean {
    return this.#credentials.of(mailbox, 'totp').length > 0;
  }

  /** A new key, of 160 bits (RFC 4226 §4), that counts once a code proves that the app has it. */
  begin(
    mailbox: string,
    label: string,
    issuer: string,
  ): { readonly ticket: string; readonly secret: string; readonly uri: string } {
    const secret = new Secret({ size: 20 }).base32;
    // A colon ends the issuer in the label (Key Uri Format).
    const totp = new TOTP({ ...parameters, issuer: issuer.replaceAll(':', ' '), label, secret });
    return { ticket: this.#enrolments.issue({ mailbox, secret }, mailbox), secret, uri: totp.toString() };
  }

  /** `null`: the code is not right, or the enrolment is over. A wrong code may be corrected. */
  async confirm(mailbox: string, ticket: string, code: string, name: string): Promise<TotpFactor | null> {
    const enrolment = this.#enrolments.get(ticket);
    if (enrolment === null || enrolment.mailbox !== mailbox) return null;
    const step = this.#stepOf(enrolment.secret, code);
    if (step === null) return null;
    this.#enrolments.take(ticket);
    const id = randomUUID();
    const factor: TotpFactor = {
      kind: 'totp',
      id,
      mailbox,
      verifier: `totp:${id}`,
      createdAt: this.#clock.now(),
      name,
      secret: enrolment.secret,
      lastStep: step,
      lastUse: null,
    };
    await this.#credentials.add(factor);
    return factor;
  }

  /** Whether the code is right now and was not taken before. */
  async check(mailbox: string, code: string, from: Pick<LastUse, 'remoteAddress' | 'client'>): Promise<boolean> {
    for (const factor of this.#credentials.of(mailbox, 'totp')) {
      const step = this.#stepOf(factor.secret, code);
      if (step === null) continue;
      // A step that nobody could take yet was taken by a clock that went ahead, and the clock was set right: until then its owner
      // would be kept out.
      const isAhead = factor.lastStep > this.#stepNow() + window;
      if (!isAhead && (step <= factor.lastStep || step === factor.takenAhead)) continue;
      // Found changed at once, so the same code a moment later is a replay; durable before anybody is let in.
      const lastUse = { ...from, at: this.#clock.now(), door: 'web' };
      const takenAhead = isAhead ? { takenAhead: factor.lastStep } : {};
      await this.#credentials.replace({ ...factor, ...takenAhead, lastStep: step, lastUse });
      return true;
    }
    return false;
  }

  #stepOf(secret: string, code: string): number | null {
    const token = code.replace(/\s/g, '');
    if (!/^\d{6}$/.test(token)) return null;
    const delta = new TOTP({ ...parameters, secret }).validate({ token, window, timestamp: this.#clock.now() });
    return delta === null ? null : this.#stepNow() + delta;
  }

  #stepNow(): number {
    return Math.floor(this.#clock.now() / 1000 / parameters.period);
  }
}
