import type { RepairableMailStore } from '../../server/src/domain/mail/mail-store.ts';
import type { SqlEngine } from '../../server/src/storage/sql-engine.ts';
import { appendingContract } from './mail-store/appending.contract.ts';
import { copyingAndExpungingContract } from './mail-store/copying-and-expunging.contract.ts';
import { flagsContract } from './mail-store/flags.contract.ts';
import { foldersContract } from './mail-store/folders.contract.ts';
import { readingContract } from './mail-store/reading.contract.ts';
import { recoverableItemsContract } from './mail-store/recoverable-items.contract.ts';
import { searchingContract } from './mail-store/searching.contract.ts';
import { sessionsAndRepairContract } from './mail-store/sessions-and-repair.contract.ts';

/** What a mail store does, whatever engine is behind it. */
export function mailStoreContract(store: () => RepairableMailStore, engine: () => SqlEngine): void {
  appendingContract(store, engine);
  flagsContract(store);
  copyingAndExpungingContract(store, engine);
  foldersContract(store);
  searchingContract(store, engine);
  readingContract(store, engine);
  recoverableItemsContract(engine);
  sessionsAndRepairContract(store, engine);
}
