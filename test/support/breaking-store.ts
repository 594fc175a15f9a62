import type { Scope, SqlEngine, SqlWriter } from '../../server/src/storage/sql-engine.ts';

/**
 * Stores that break at a chosen write: that one and all that follow fail, as for a process that is killed, or whose store is
 * away, at just that moment. `isDone` says whether the write itself still got through: then only the word of it is lost.
 */
export class BreakingStore {
  #left = Infinity;
  #isDone = false;
  isBroken = false;

  /** `at`: 1 for the next write. */
  breakAt(at: number, isDone: boolean): void {
    this.#left = at;
    this.#isDone = isDone;
  }

  mend(): void {
    this.#left = Infinity;
    this.isBroken = false;
  }

  over(scope: Scope): Scope {
    return {
      read: (work) => scope.read(work),
      write: (work) => this.#write(scope, work),
      writeAhead: () => Promise.reject(new Error('nothing here writes ahead')),
    };
  }

  /** The mailboxes of an engine. */
  overAccounts(engine: SqlEngine): SqlEngine {
    return { ...engine, account: (id) => this.over(engine.account(id)) };
  }

  async #write<T>(scope: Scope, work: (writer: SqlWriter) => Promise<T>): Promise<T> {
    if (this.isBroken) throw outage();
    this.#left -= 1;
    if (this.#left > 0) return await scope.write(work);
    this.isBroken = true;
    if (this.#isDone) await scope.write(work);
    throw outage();
  }
}

function outage(): Error {
  return new Error('the store is away, as the test wants it');
}
