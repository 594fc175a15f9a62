import type { Pool, PoolClient } from 'pg';
import type { Scope, SqlReader, SqlWriter, WrittenAhead } from '../sql-engine.ts';
import { Turnstile } from '../turnstile.ts';
import type { AnswerWatch, Questions } from './answer-watch.ts';
import { storageErrorOf } from './postgres-errors.ts';
import { PostgresReader, PostgresWriter } from './postgres-transaction.ts';
import { takeConnection } from './take-connection.ts';

/** First half of the advisory locks' keys: "Rela". */
const lockSpace = 0x52656c61;

/** The rows of one account, or with account 0 the system's tables. */
export class PostgresScope implements Scope {
  private readonly pool: Pool;
  private readonly watch: AnswerWatch;
  private readonly patienceMs: number;
  private readonly account: () => Promise<number>;
  // Writers of this process wait here and not each with a connection of the pool in hand.
  private readonly writers = new Turnstile();

  /** `patienceMs`: how long a connection is waited for while the database has none left. */
  constructor(pool: Pool, watch: AnswerWatch, patienceMs: number, account: () => Promise<number>) {
    this.pool = pool;
    this.watch = watch;
    this.patienceMs = patienceMs;
    this.account = account;
  }

  async read<T>(work: (reader: SqlReader) => Promise<T>): Promise<T> {
    const account = await this.account();
    return await this.transaction('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', async (questions) => {
      const reader = new PostgresReader(questions, account);
      return await work(reader).finally(() => reader.end());
    });
  }

  /** A read that no write of this process overlaps: what its hooks do afterwards is not overtaken. */
  async readInTurn<T>(work: (reader: SqlReader) => Promise<T>): Promise<T> {
    const leave = await this.writers.enter();
    try {
      return await this.read(work);
    } finally {
      leave();
    }
  }

  async write<T>(work: (writer: SqlWriter) => Promise<T>): Promise<T> {
    const account = await this.account();
    const leave = await this.writers.enter();
    let hooks: readonly (() => void)[] = [];
    let result: T;
    try {
      result = await this.transaction('BEGIN', async (questions) => {
        // Serialised with the other nodes' writes too; at READ COMMITTED what follows sees what they have done.
        await questions.query('SELECT pg_advisory_xact_lock($1, $2)', [lockSpace, account]);
        const writer = new PostgresWriter(questions, account);
        hooks = writer.hooks;
        return await work(writer).finally(() => writer.end());
      });
    } finally {
      leave();
    }
    for (const hook of hooks) hook();
    return result;
  }

  /** On a server of its own a commit is durable when it returns. */
  async writeAhead<T>(work: (writer: SqlWriter) => Promise<T>): Promise<WrittenAhead<T>> {
    return { result: await this.write(work), durable: Promise.resolve() };
  }

  private async transaction<T>(begin: string, work: (questions: Questions) => Promise<T>): Promise<T> {
    let client: PoolClient;
    try {
      client = await takeConnection(this.pool, this.patienceMs);
    } catch (error) {
      throw storageErrorOf(error);
    }
    const questions = this.watch.of(client);
    let isBroken = false;
    try {
      await questions.query(begin);
      const result = await work(questions);
      await questions.query('COMMIT');
      return result;
    } catch (error) {
      // Also when the connection is lost within COMMIT: what became of it is unknown, so it is an error to the caller.
      await questions.query('ROLLBACK').catch(() => {
        isBroken = true;
      });
      throw storageErrorOf(error);
    } finally {
      client.release(isBroken);
    }
  }
}
