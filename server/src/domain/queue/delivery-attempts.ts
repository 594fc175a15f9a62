import { randomUUID } from 'node:crypto';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Scope, SqlWriter } from '../../storage/sql-engine.ts';

/** One attempt at bringing a message that somebody hands over to all it is for. */
export interface DeliveryAttempt {
  /** Names in every place what was done there already, so that it is not done again. */
  readonly key: string;
  /** Finds an attempt that broke off when the message is handed over again; `null`: whoever tries again knows the key. */
  readonly digest: string | null;
}

/** Longer than anybody tries again (RFC 5321 §4.5.4.1: four to five days). */
const keptMs = 7 * 86_400_000;
const mostRemembered = 10_000;
/** What a mailbox sends on it sends on once within it, as it is filed once. */
const sentOnceWithinMs = 3_600_000;

/** Attempts that broke off, and names of copies that have been queued; both kept for a week. */
export class DeliveryAttempts {
  readonly #scope: Scope;
  readonly #server: string;
  readonly #clock: Clock;
  /** Keys by digest, and when they broke off, in order of age. */
  readonly #brokenOff = new Map<string, { readonly key: string; readonly at: number }>();

  private constructor(scope: Scope, server: string, clock: Clock) {
    this.#scope = scope;
    this.#server = server;
    this.#clock = clock;
  }

  static async open(scope: Scope, server: string, clock: Clock): Promise<DeliveryAttempts> {
    const attempts = new DeliveryAttempts(scope, server, clock);
    const rows = await scope.read((reader) =>
      reader.all<{ name: string; value: string; at: number }>(
        `SELECT name, value, at FROM delivery_attempt WHERE server = ? AND value <> '' AND at >= ? ORDER BY at DESC LIMIT ?`,
        server,
        clock.now() - keptMs,
        mostRemembered,
      ),
    );
    for (const { name, value, at } of rows.toReversed()) attempts.#brokenOff.set(name, { key: value, at: Number(at) });
    return attempts;
  }

  /** The attempt that broke off in the last `withinMs`; `null`: there was none. */
  brokenOff(digest: string, withinMs: number): DeliveryAttempt | null {
    const found = this.#brokenOff.get(digest);
    return found === undefined || found.at < this.#clock.now() - withinMs ? null : { key: found.key, digest };
  }

  /** The one that broke off, or the first. */
  attemptAt(digest: string, withinMs: number): DeliveryAttempt {
    return this.brokenOff(digest, withinMs) ?? { key: randomUUID(), digest };
  }

  /** It broke off: known at once, to this process. */
  note({ key, digest }: DeliveryAttempt): void {
    if (digest === null) return;
    this.#brokenOff.delete(digest);
    this.#brokenOff.set(digest, { key, at: this.#clock.now() });
    const [oldest] = this.#brokenOff.keys();
    if (this.#brokenOff.size > mostRemembered && oldest !== undefined) this.#brokenOff.delete(oldest);
  }

  /** It broke off: known also to a process after this one. */
  async remember(writer: SqlWriter, attempt: DeliveryAttempt): Promise<void> {
    this.note(attempt);
    if (attempt.digest === null) return;
    // One of before may be too old to be the same message.
    await writer.run('DELETE FROM delivery_attempt WHERE server = ? AND name = ?', this.#server, attempt.digest);
    await this.#write(writer, attempt.digest, attempt.key);
  }

  /** Within the transaction that queues the copy of this name; false: it was queued before. */
  async claim(writer: SqlWriter, name: string): Promise<boolean> {
    return (await this.#write(writer, name, '')) > 0;
  }

  /** Whether what bears this name was let go within the hour. */
  async leftLately(name: string): Promise<boolean> {
    const row = await this.#scope.read((reader) =>
      reader.get<{ at: number }>('SELECT at FROM delivery_attempt WHERE server = ? AND name = ?', this.#server, name),
    );
    return row !== undefined && Math.abs(this.#clock.now() - Number(row.at)) < sentOnceWithinMs;
  }

  /** Within the transaction that lets it go; false: another of this name went within the hour. */
  async claimForAnHour(writer: SqlWriter, name: string): Promise<boolean> {
    const now = this.#clock.now();
    await writer.run(
      'DELETE FROM delivery_attempt WHERE server = ? AND name = ? AND (at <= ? OR at >= ?)',
      this.#server,
      name,
      now - sentOnceWithinMs,
      now + sentOnceWithinMs,
    );
    return await this.claim(writer, name);
  }

  /** All is done: the same message handed over later is another one. */
  async forget({ digest }: DeliveryAttempt): Promise<void> {
    if (digest === null || !this.#brokenOff.delete(digest)) return;
    await this.#scope.write(async (writer) => {
      await writer.run('DELETE FROM delivery_attempt WHERE server = ? AND name = ?', this.#server, digest);
    });
  }

  async #write(writer: SqlWriter, name: string, value: string): Promise<number> {
    const now = this.#clock.now();
    await writer.run('DELETE FROM delivery_attempt WHERE server = ? AND at < ?', this.#server, now - keptMs);
    const { changes } = await writer.run(
      'INSERT INTO delivery_attempt (server, name, value, at) VALUES (?, ?, ?, ?) ON CONFLICT (server, name) DO NOTHING',
      this.#server,
      name,
      value,
      now,
    );
    return changes;
  }
}
