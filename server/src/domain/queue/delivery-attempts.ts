import { randomUUID } from 'node:crypto';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Scope, SqlReader, SqlWriter } from '../../storage/sql-engine.ts';

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
/** In place of a server: what mailboxes send on they send on once, whichever node a message comes to. Each node did so alone before. */
const anyServer = '';

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

  /** Whether what bears this name was let go within the hour, by any node. */
  leftLately(name: string): Promise<boolean> {
    return this.#scope.read((reader) => this.#left(reader, name));
  }

  /** Within the transaction that lets it go; false: another of this name went within the hour, from any node. */
  async claimForAnHour(writer: SqlWriter, name: string): Promise<boolean> {
    if (await this.#left(writer, name)) return false;
    // Of two nodes that do so at once, the second waits for the first one's end, and then finds its name.
    await writer.run(
      'DELETE FROM delivery_attempt WHERE server IN (?, ?) AND name = ? AND (at <= ? OR at >= ?)',
      anyServer,
      this.#server,
      name,
      this.#clock.now() - sentOnceWithinMs,
      this.#clock.now() + sentOnceWithinMs,
    );
    return (await this.#write(writer, name, '', anyServer)) > 0;
  }

  async #left(reader: SqlReader, name: string): Promise<boolean> {
    const rows = await reader.all<{ at: number }>(
      'SELECT at FROM delivery_attempt WHERE server IN (?, ?) AND name = ?',
      anyServer,
      this.#server,
      name,
    );
    return rows.some(({ at }) => Math.abs(this.#clock.now() - Number(at)) < sentOnceWithinMs);
  }

  /** All is done: the same message handed over later is another one. */
  async forget({ digest }: DeliveryAttempt): Promise<void> {
    if (digest === null || !this.#brokenOff.delete(digest)) return;
    await this.#scope.write(async (writer) => {
      await writer.run('DELETE FROM delivery_attempt WHERE server = ? AND name = ?', this.#server, digest);
    });
  }

  async #write(writer: SqlWriter, name: string, value: string, server = this.#server): Promise<number> {
    const now = this.#clock.now();
    await writer.run('DELETE FROM delivery_attempt WHERE server = ? AND at < ?', server, now - keptMs);
    const { changes } = await writer.run(
      'INSERT INTO delivery_attempt (server, name, value, at) VALUES (?, ?, ?, ?) ON CONFLICT (server, name) DO NOTHING',
      server,
      name,
      value,
      now,
    );
    return changes;
  }
}
