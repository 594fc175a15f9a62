import { createHmac, randomInt, randomUUID } from 'node:crypto';
import type { RecoveryCode } from '../../domain/credentials/credential.ts';
import type { Credentials } from '../../domain/credentials/credentials.ts';
import type { Clock } from '../../platform/clock/clock.ts';

const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789';
const length = 12;
const count = 10;

/** Ten codes of 60 bits for whoever lost his second factor, each good once; only keyed digests are kept. */
export class RecoveryCodes {
  readonly #credentials: Credentials;
  readonly #clock: Clock;
  readonly #key: Buffer;

  constructor(credentials: Credentials, clock: Clock, key: Buffer) {
    this.#credentials = credentials;
    this.#clock = clock;
    this.#key = key;
  }

  left(mailbox: string): number {
    return this.#credentials.of(mailbox, 'recovery-code').length;
  }

  /** New ones in place of all old ones; shown here and never again. */
  async renew(mailbox: string): Promise<readonly string[]> {
    const codes = Array.from({ length: count }, () =>
      Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join(''),
    );
    const before = this.#credentials.of(mailbox, 'recovery-code').map(({ id }) => id);
    await this.#credentials.add(
      ...codes.map(
        (code): RecoveryCode => ({
          kind: 'recovery-code',
          id: randomUUID(),
          mailbox,
          verifier: this.#digest(mailbox, code),
          createdAt: this.#clock.now(),
        }),
      ),
    );
    await this.#credentials.remove(...before);
    return codes.map((code) => (code.match(/.{4}/g) ?? []).join('-'));
  }

  /** Uses it up. */
  async redeem(mailbox: string, typed: string): Promise<boolean> {
    const code = typed.slice(0, 64).replace(/[\s-]/g, '').toLowerCase();
    const found = this.#credentials.find('recovery-code', this.#digest(mailbox, code));
    if (found === null || found.mailbox !== mailbox) return false;
    await this.#credentials.remove(found.id);
    return true;
  }

  #digest(mailbox: string, code: string): string {
    return `recovery:${createHmac('sha256', this.#key).update(`${mailbox}\0${code}`).digest('base64url')}`;
  }
}
