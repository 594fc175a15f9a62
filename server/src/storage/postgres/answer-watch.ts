import type { Duplex } from 'node:stream';
import pg, { type ClientBase, type QueryResult } from 'pg';
import type { Log } from '../../platform/log/log.ts';
import { answerWithinMs, connectionOptions } from './connection-options.ts';

/** What the rooms ask over a connection. */
export interface Questions {
  query(question: string | pg.QueryConfig, values?: readonly unknown[]): Promise<QueryResult>;
}

interface Waiting {
  readonly client: ClientBase;
  /** By `performance.now()`. */
  readonly since: number;
  /** The database was asked after this question had waited, and did not work on it. */
  isUnheard: boolean;
}

/**
 * Ends connections whose database has gone. Keepalives find out while nothing is under way, or while the answer is waited for; a
 * question that was sent into a network that swallows it is sent again by the kernel for a quarter of an hour (tcp(7),
 * tcp_retries2), and Node.js cannot set TCP_USER_TIMEOUT. No time-out of a statement could tell that from work that takes long,
 * so whoever has waited is asked for over another connection: what the database works on goes on, what it never heard of, or what
 * no second connection comes about for, fails at once as an outage (docs/decisions/0184).
 */
export class AnswerWatch {
  readonly #url: string;
  readonly #log: Log;
  readonly #patienceMs: number;
  readonly #waiting = new Map<ClientBase, Waiting>();
  #looking: NodeJS.Timeout | null = null;

  /** `patienceMs`: how long an answer is waited for before somebody asks, and how long that asking may take. */
  constructor(options: { readonly url: string; readonly log: Log; readonly patienceMs?: number | undefined }) {
    this.#url = options.url;
    this.#log = options.log;
    this.#patienceMs = options.patienceMs ?? answerWithinMs;
  }

  /** The connection's questions, watched. One at a time, as a connection takes them. */
  of(client: ClientBase): Questions {
    return {
      query: async (question, values) => {
        const waiting: Waiting = { client, since: performance.now(), isUnheard: false };
        this.#waiting.set(client, waiting);
        this.#looking ??= setTimeout(() => void this.#look(), this.#patienceMs).unref();
        try {
          return values === undefined ? await client.query(question) : await client.query(question, [...values]);
        } finally {
          if (this.#waiting.get(client) === waiting) this.#waiting.delete(client);
        }
      },
    };
  }

  close(): void {
    if (this.#looking !== null) clearTimeout(this.#looking);
    this.#looking = null;
  }

  async #look(): Promise<void> {
    const late = [...this.#waiting.values()].filter(({ since }) => performance.now() - since >= this.#patienceMs);
    try {
      if (late.length > 0) await this.#askFor(late);
    } finally {
      // Nobody waits: the next question begins anew.
      this.#looking = this.#waiting.size === 0 ? null : setTimeout(() => void this.#look(), this.#patienceMs).unref();
    }
  }

  async #askFor(late: readonly Waiting[]): Promise<void> {
    const isStillLate = (one: Waiting): boolean => this.#waiting.get(one.client) === one;
    let working: ReadonlySet<number> | null;
    try {
      working = await this.#workedOn(late.map(({ client }) => processOf(client)));
    } catch (error) {
      // It answers, if only that it takes no more connections: whatever it works on goes on.
      if (isAnswer(error)) return;
      for (const one of late.filter(isStillLate)) this.#end(one, (error as Error).message);
      return;
    }
    if (working === null) return;
    for (const one of late.filter(isStillLate)) {
      const isUnheard = !working.has(processOf(one.client));
      // Once may be the moment before the question comes in, or after its answer has left.
      if (isUnheard && one.isUnheard) this.#end(one, 'the database has not heard the question');
      one.isUnheard = isUnheard;
    }
  }

  /** Which of these processes of the database are at work; `null` where something between us and it numbers them otherwise. */
  async #workedOn(processes: readonly number[]): Promise<ReadonlySet<number> | null> {
    const client = new pg.Client({
      connectionString: this.#url,
      application_name: 'relais-watch',
      ...connectionOptions,
      connectionTimeoutMillis: this.#patienceMs,
      query_timeout: this.#patienceMs,
    });
    client.on('error', () => undefined);
    let isThere = false;
    try {
      await client.connect();
      const { rows } = await client.query<{ pid: number }>(
        `SELECT pid FROM pg_stat_activity WHERE (pid = ANY($1) AND state NOT LIKE 'idle%')
         OR pid = pg_backend_pid()`,
        [processes],
      );
      isThere = true;
      const found = new Set(rows.map(({ pid }) => pid));
      return found.has(processOf(client)) ? found : null;
    } finally {
      // Where the network is gone the good-bye is not answered either.
      if (isThere) client.end().catch(() => undefined);
      else streamOf(client).destroy();
    }
  }

  #end({ client }: Waiting, reason: string): void {
    this.#log.warn('storage.connection-given-up', { reason });
    streamOf(client).destroy();
  }
}

/** Whether an error comes from the database itself, which numbers its errors (SQLSTATE). */
function isAnswer(error: unknown): boolean {
  return error instanceof pg.DatabaseError;
}

/** The number by which the database knows the connection. */
function processOf(client: ClientBase): number {
  return (client as ClientBase & { readonly processID: number }).processID;
}

function streamOf(client: ClientBase): Duplex {
  return (client as ClientBase & Pick<pg.Client, 'connection'>).connection.stream;
}
