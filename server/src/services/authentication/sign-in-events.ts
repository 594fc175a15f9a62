import type { Scope } from '../../storage/sql-engine.ts';
import type { Clock } from '../../platform/clock/clock.ts';

/** A sign-in at a browser, or one refused: what its owner and the auditors see. */
export interface SignInEvent {
  readonly at: number;
  /** GUID; `null`: nobody has the name. */
  readonly mailbox: string | null;
  /** As it was typed: hostile text. */
  readonly userName: string;
  readonly door: 'web' | 'admin';
  readonly remoteAddress: string;
  readonly client: string | null;
  /** `password`, `password+totp`, `password+passkey`, `password+recovery-code`, `passkey`. */
  readonly method: string;
  /** `signed-in`, or why not. */
  readonly result: string;
}

const keptForMs = 90 * 24 * 3_600_000;

/** Every sign-in at a browser for 90 days. Refusals come no faster than guesses are allowed, so it cannot be flooded. */
export class SignInEvents {
  readonly #scope: Scope;
  readonly #clock: Clock;
  readonly #noted: (event: Omit<SignInEvent, 'at'>) => void;
  #cleanedAt = 0;

  constructor(scope: Scope, clock: Clock, noted: (event: Omit<SignInEvent, 'at'>) => void = () => {}) {
    this.#scope = scope;
    this.#clock = clock;
    this.#noted = noted;
  }

  async record(event: Omit<SignInEvent, 'at'>): Promise<void> {
    this.#noted(event);
    const at = this.#clock.now();
    const { mailbox, ...record } = event;
    const isDue = at - this.#cleanedAt > 3_600_000;
    if (isDue) this.#cleanedAt = at;
    await this.#scope.write(async (writer) => {
      await writer.run(
        'INSERT INTO sign_in_event (at, mailbox, record) VALUES (?, ?, ?)',
        at,
        mailbox,
        JSON.stringify({
          ...record,
          userName: record.userName.slice(0, 320),
          client: record.client?.slice(0, 300) ?? null,
        }),
      );
      if (isDue) await writer.run('DELETE FROM sign_in_event WHERE at < ?', at - keptForMs);
    });
  }

  /** Newest first; `mailbox` null: everybody's. */
  async list(mailbox: string | null, most: number, since = 0): Promise<readonly SignInEvent[]> {
    const rows = await this.#scope.read((reader) =>
      reader.all<{ at: number; mailbox: string | null; record: string }>(
        `SELECT at, mailbox, record FROM sign_in_event WHERE at >= ?${mailbox === null ? '' : ' AND mailbox = ?'} ORDER BY at DESC, sequence DESC LIMIT ?`,
        since,
        ...(mailbox === null ? [] : [mailbox]),
        most,
      ),
    );
    return rows.map(({ at, mailbox: whose, record }) => ({ ...JSON.parse(record), at: Number(at), mailbox: whose }));
  }
}
