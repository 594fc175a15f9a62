import { StorageError } from './storage-error.ts';
import type { Scope } from './sql-engine.ts';

const table = 'unfinished_transfer';

/** Until `endTransfer`, no server starts on this store. */
export async function beginTransfer(system: Scope): Promise<void> {
  await system.write(async (writer) => void (await writer.run(`CREATE TABLE ${table} (since TEXT NOT NULL)`)));
}

export async function endTransfer(system: Scope): Promise<void> {
  await system.write(async (writer) => void (await writer.run(`DROP TABLE ${table}`)));
}

/** @throws StorageError 'storage-unavailable' when `relais transfer` was interrupted here: half of the mail is not there. */
export async function refuseUnfinishedTransfer(system: Scope): Promise<void> {
  if (!(await system.read(async (reader) => await reader.hasTable(table)))) return;
  throw new StorageError(
    'storage-unavailable',
    'A `relais transfer` into this store did not come to its end, so a part of the data is missing. Go on with the store ' +
      'that it was made from, or transfer once more into a new one.',
  );
}
