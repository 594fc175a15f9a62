import type { TextQuery } from '../../../domain/mail/account-store.ts';
import { uidSetOf } from '../../../domain/mail/uid-set.ts';
import type { AccountIndex } from './account-index.ts';
import type { IndexedFolder } from './indexed-folder.ts';

/** Emails for which every query holds; each query looks only at what the one before found. */
export async function emailsMatching(
  index: AccountIndex,
  queries: readonly TextQuery[],
  within: readonly IndexedFolder[],
): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for (const folder of within) {
    let uids: readonly number[] = [...folder.entries.keys()].sort((a, b) => a - b);
    for (const query of queries) {
      if (uids.length > 0) uids = await index.account.search(folder.summary.folderId, uidSetOf(uids), query);
    }
    for (const uid of uids) {
      const entry = folder.entries.get(uid);
      if (entry !== undefined) ids.add(entry.emailId);
    }
  }
  return ids;
}

/** The one Email with a header field of this text; `null` when there is none or several. */
export async function onlyEmailWith(headerField: string, value: string, index: AccountIndex): Promise<string | null> {
  const found = await emailsMatching(index, [{ where: { headerField }, value }], [...index.folders.values()]);
  const [id] = [...found].filter((emailId) => index.entriesOf(emailId).length > 0);
  return found.size === 1 ? (id ?? null) : null;
}

/** Words that must all be there; a quoted phrase is one (RFC 8621 §4.4.1). */
export function wordsIn(value: string): readonly string[] {
  const words = [...value.matchAll(/"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(\S+)/g)].map((match) =>
    (match[1] ?? match[2] ?? match[3] ?? '').replace(/\\(.)/g, '$1'),
  );
  return words.filter((word) => word !== '').slice(0, 32);
}
