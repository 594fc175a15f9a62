import type { Scope, SqlWriter } from '../../server/src/storage/sql-engine.ts';

/**
 * A scope over a real one that breaks at a chosen write: that one and all that follow fail, as for a process that is
 * killed, or whose store is away, at just that moment. `isDone` says whether the write itself still got through: then only
 * the word of it is lost.
 */
export class BreakingScope implements Scope {
  readonly #scope: Scope;
  #left = Infinity;
  #isDone = false;
  isBroken = false;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  /** `at`: 1 for the next write. */
  breakAt(at: number, isDone: boolean): void {
    this.#left = at;
    this.#isDone = isDone;
  }

  mend(): void {
    this.#left = Infinity;
    this.isBroken = false;
  }

  read: Scope['read'] = (work) => this.#scope.read(work);

  async write<T>(work: (writer: SqlWriter) => Promise<T>): Promise<T> {
    if (this.isBroken) throw outage();
    this.#left -= 1;
    if (this.#left > 0) return await this.#scope.write(work);
    this.isBroken = true;
    if (this.#isDone) await this.#scope.write(work);
    throw outage();
  }

  writeAhead: Scope['writeAhead'] = () => Promise.reject(new Error('nothing here writes ahead'));
}

function outage(): Error {
  return new Error('the store is away, as the test wants it');
}
