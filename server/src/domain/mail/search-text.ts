import type { AccountContext } from './account-context.ts';
import type { TextQuery } from './account-store.ts';
import type { UidSet } from './uid-set.ts';

export async function searchText(
  _context: AccountContext,
  _folderId: number,
  _uids: UidSet,
  _query: TextQuery,
): Promise<readonly number[]> {
  throw new Error('TODO');
}
