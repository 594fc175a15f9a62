import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Clock } from '../../platform/clock/clock.ts';
import type { Log } from '../../platform/log/log.ts';
import type { ExclusiveLocks, HeldLock, LockKeeper } from '../exclusive-locks.ts';
import { AnswerWatch, type Questions } from './answer-watch.ts';
import { connectionOptions, sessionSettings } from './connection-options.ts';
import { storageErrorOf } from './postgres-errors.ts';

const channel = 'relais_locks';
/** How long another node has to say whether it gives a lock up. */
const answerMs = 2_000;

/** What nodes say to each other about a lock. `from`: the node that says it. */
type Message = { readonly from: string; readonly name: string; readonly kind: 'wanted' | 'kept' | 'free' };

/**
 * Advisory locks of one connection: PostgreSQL lets them go when the connection ends, so a killed process holds nothing.
 * A node that loses its network is noticed by the keepalives of the server's side, within half a minute.
 */
export class PostgresExclusiveLocks implements ExclusiveLocks {
  readonly #url: string;
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #watch: AnswerWatch;
  readonly #node = randomUUID();
  /** At most 63 characters. */
  readonly #applicationName = `relais-locks ${this.#node}`;
  readonly #keepers = new Map<string, LockKeeper>();
  readonly #waiting = new Map<string, Set<(kind: 'kept' | 'free') => void>>();
  #client: Promise<pg.Client> | null = null;
  /** A connection takes one query at a time. */
  #queue: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(options: { readonly url: string; readonly log: Log; readonly clock: Clock }) {
    this.#url = options.url;
    this.#log = options.log;
    this.#clock = options.clock;
    this.#watch = new AnswerWatch(options);
  }

  async take(name: string, keeper: LockKeeper): Promise<HeldLock | null> {
    const here = this.#keepers.get(name);
    if (here !== undefined) {
      if (!here.giveWay()) return null;
      this.#keepers.set(name, keeper);
      return this.#held(name, keeper);
    }
    // Set at once: the advisory lock of one connection does not keep this process from itself.
    this.#keepers.set(name, keeper);
    try {
      if ((await this.#try(name)) || ((await this.#ask(name)) && (await this.#try(name))))
        return this.#held(name, keeper);
    } catch (error) {
      if (this.#keepers.get(name) === keeper) this.#keepers.delete(name);
      throw storageErrorOf(error);
    }
    this.#keepers.delete(name);
    return null;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#keepers.clear();
    const client = await this.#client?.catch(() => null);
    this.#watch.close();
    await client?.end().catch(() => undefined);
  }

  #held(name: string, keeper: LockKeeper): HeldLock {
    return {
      release: async () => {
        if (this.#keepers.get(name) !== keeper) return;
        this.#keepers.delete(name);
        await this.#free(name).catch((error: Error) => this.#log.warn('storage.lock-lost', { reason: error.message }));
      },
    };
  }

  async #try(name: string): Promise<boolean> {
    const { rows } = await this.#query(
      'SELECT pg_try_advisory_lock(hashtextextended(current_schema() || $1, 0)) AS got',
      [name],
    );
    return (rows[0] as { got: boolean }).got;
  }

  async #free(name: string): Promise<void> {
    if (this.#client === null) return;
    await this.#query('SELECT pg_advisory_unlock(hashtextextended(current_schema() || $1, 0))', [name]);
    this.#say({ from: this.#node, name, kind: 'free' });
  }

  /**
   * Asks whoever holds the lock to give it up; false when he keeps it. Nobody answers for a node that hangs, which keeps it, nor for
   * one that has just died, whose connection the database may have ended meanwhile.
   */
  async #ask(name: string): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<'kept' | 'free' | 'silent'>();
    const waiting = this.#waiting.get(name) ?? new Set();
    this.#waiting.set(name, waiting.add(resolve));
    const timer = this.#clock.after(answerMs, () => resolve('silent'));
    this.#say({ from: this.#node, name, kind: 'wanted' });
    const answer = await promise;
    timer.cancel();
    waiting.delete(resolve);
    if (waiting.size === 0) this.#waiting.delete(name);
    return answer !== 'kept';
  }

  #say(message: Message): void {
    this.#query('SELECT pg_notify($1, $2)', [channel, JSON.stringify(message)]).catch((error: Error) =>
      this.#log.warn('storage.signal-lost', { reason: error.message }),
    );
  }

  #receive(payload: string): void {
    const { from, name, kind } = JSON.parse(payload) as Message;
    if (from === this.#node) return;
    if (kind !== 'wanted') {
      for (const answer of this.#waiting.get(name) ?? []) answer(kind);
      return;
    }
    const keeper = this.#keepers.get(name);
    // One that is being asked for here, too, is not held here.
    if (keeper === undefined || this.#waiting.has(name)) return;
    if (!keeper.giveWay()) {
      this.#say({ from: this.#node, name, kind: 'kept' });
      return;
    }
    this.#keepers.delete(name);
    this.#free(name).catch((error: Error) => this.#log.warn('storage.lock-lost', { reason: error.message }));
  }

  async #query(sql: string, values: readonly string[]): Promise<pg.QueryResult> {
    const result = this.#queue.then(async () => await this.#watch.of(await this.#connected()).query(sql, values));
    this.#queue = result.catch(() => undefined);
    return await result;
  }

  #connected(): Promise<pg.Client> {
    if (this.#client !== null) return this.#client;
    const connecting = this.#connect();
    this.#client = connecting;
    connecting.catch(() => {
      if (this.#client === connecting) this.#client = null;
    });
    return connecting;
  }

  async #connect(): Promise<pg.Client> {
    if (this.#isClosed) throw new Error('the store is closed');
    const client = new pg.Client({
      connectionString: this.#url,
      application_name: this.#applicationName,
      ...connectionOptions,
    });
    // One that never came about held nothing, and one is lost once, also when an error is followed by the end.
    let isConnected = false;
    const lose = (error: Error): void => {
      if (isConnected) this.#lose(error);
      isConnected = false;
    };
    client.on('notification', ({ payload }) => this.#receive(payload ?? ''));
    client.on('error', lose);
    client.on('end', () => lose(new Error('the connection has ended')));
    await client.connect();
    isConnected = true;
    const questions = this.#watch.of(client);
    await questions.query(sessionSettings());
    await questions.query(`LISTEN ${channel}`);
    await this.#endEarlierConnection(questions);
    return client;
  }

  /**
   * A connection that broke on this side only is open to the database for half a minute more, with the locks of it: this node
   * would be kept out by itself.
   */
  async #endEarlierConnection(questions: Questions): Promise<void> {
    await questions.query(
      'SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = $1 AND pid <> pg_backend_pid()',
      [this.#applicationName],
    );
  }

  /** The next `take` connects again; whoever held a lock is told. */
  #lose(cause: Error): void {
    if (this.#isClosed || this.#client === null) return;
    this.#client = null;
    this.#log.warn('storage.lock-connection-lost', { reason: cause.message });
    const keepers = [...this.#keepers.values()];
    this.#keepers.clear();
    for (const keeper of keepers) keeper.lost();
  }
}
