import type { SqlEngine } from '../../storage/sql-engine.ts';
import type { MailStore } from './account-store.ts';

/** `relais verify`: what the engine finds in its files and what the store finds in the accounts; a sentence per fault. */
export async function* verifyAll(store: MailStore, engine: SqlEngine): AsyncGenerator<string> {
  yield* engine.integrityFaults('system');
  for await (const account of engine.accountIds()) {
    yield* engine.integrityFaults({ account });
    for await (const fault of store.verify(account)) yield `Mailbox ${account}: ${fault}`;
  }
}
