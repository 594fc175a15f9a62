import type { QueryResult } from 'pg';
import type { SqlReader, SqlRow, SqlValue, SqlWriter } from '../sql-engine.ts';
import type { Questions } from './answer-watch.ts';
import { storageErrorOf } from './postgres-errors.ts';
import { multiRowInsert, numberParameters, statementName } from './sql-text.ts';

/** PostgreSQL counts the parameters of a statement in 16 bits. */
const mostParameters = 60_000;
const mostRows = 1_000;

/** A reader over a connection; it refuses questions once its read has ended. */
export class PostgresReader implements SqlReader {
  readonly account: number;
  private readonly questions: Questions;
  private ended = false;

  constructor(questions: Questions, account: number) {
    this.questions = questions;
    this.account = account;
  }

  async all<R extends object = SqlRow>(sql: string, ...parameters: SqlValue[]): Promise<R[]> {
    return (await this.query(sql, parameters)).rows as R[];
  }

  async get<R extends object = SqlRow>(sql: string, ...parameters: SqlValue[]): Promise<R | undefined> {
    return (await this.query(sql, parameters)).rows[0] as R | undefined;
  }

  async hasTable(name: string): Promise<boolean> {
    const row = await this.get<{ found: boolean }>('SELECT to_regclass(?) IS NOT NULL AS found', name);
    return row?.found === true;
  }

  end(): void {
    this.ended = true;
  }

  protected async query(sql: string, parameters: readonly SqlValue[]): Promise<QueryResult> {
    if (this.ended) throw new Error('This transaction has ended: await every query inside read() or write().');
    try {
      const text = numberParameters(sql);
      // A statement without parameters may be DDL, which is not worth a plan.
      if (parameters.length === 0) return await this.questions.query(text);
      return await this.questions.query({ name: statementName(text), text, values: parameters as SqlValue[] });
    } catch (error) {
      throw storageErrorOf(error);
    }
  }
}

export class PostgresWriter extends PostgresReader implements SqlWriter {
  readonly hooks: (() => void)[] = [];
  readonly states = null;

  async run(sql: string, ...parameters: SqlValue[]): Promise<{ readonly changes: number }> {
    return { changes: (await this.query(sql, parameters)).rowCount ?? 0 };
  }

  async runMany(sql: string, rows: readonly (readonly SqlValue[])[]): Promise<{ readonly changes: number }> {
    let changes = 0;
    const insert = rows.length > 1 ? multiRowInsert(sql) : null;
    if (insert === null) {
      for (const row of rows) changes += (await this.query(sql, row)).rowCount ?? 0;
      return { changes };
    }
    const most = Math.min(mostRows, Math.floor(mostParameters / insert.columns));
    for (let at = 0; at < rows.length; at += most) {
      const part = rows.slice(at, at + most);
      changes += (await this.query(insert.of(part.length), part.flat())).rowCount ?? 0;
    }
    return { changes };
  }

  // The database server writes as it sees fit.
  flushAhead(): void {}

  onCommit(hook: () => void): void {
    this.hooks.push(hook);
  }
}
