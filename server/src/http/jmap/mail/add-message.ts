import type { Flags } from '../../../domain/mail/flags.ts';
import type { AccountIndex } from './account-index.ts';
import type { Entry } from './entry.ts';

/** Puts a message into folders and gives its entries. The bytes are staged once and shared. @throws MailError */
export async function addMessage(
  index: AccountIndex,
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  folderIds: readonly number[],
  flags: Flags,
  receivedAt: number | null,
): Promise<readonly [Entry, ...Entry[]]> {
  const { account } = index;
  const incoming = await account.beginMessage(folderIds[0] === undefined ? {} : { folderId: folderIds[0] });
  const places: { readonly folderId: number; readonly uid: number }[] = [];
  let sizeBytes = 0;
  try {
    for await (const chunk of bytes) await incoming.write(chunk);
    const message = await incoming.finish();
    ({ sizeBytes } = message);
    for (const folderId of folderIds) {
      const { uids } = await account.append(folderId, [
        { message, flags, ...(receivedAt === null ? {} : { internalDate: receivedAt }) },
      ]);
      if (uids[0] !== undefined) places.push({ folderId, uid: uids[0] });
    }
  } finally {
    await incoming.discard();
  }
  await index.sync();
  const entries = places.flatMap(({ folderId, uid }) => index.folderByNumber(folderId)?.entries.get(uid) ?? []);
  const [first, ...others] = entries;
  if (first !== undefined) return [first, ...others];
  const [place] = places;
  if (place === undefined) throw new Error('A message was added to no folder.');
  return [unseen(place, account.accountId, sizeBytes, flags)];
}

/**
 * What was put into somebody else's folder that may not be read (RFC 4314 §4: `i` without `r`), or was taken out again at
 * once. RFC 8620 §5.3 wants an id of what was created; this one is nothing's that the user may see.
 */
function unseen(
  { folderId, uid }: { readonly folderId: number; readonly uid: number },
  accountId: string,
  sizeBytes: number,
  { bits, keywords }: Flags,
): Entry {
  const id = `H${folderId}_${uid}-${accountId}`;
  return { folderId, uid, emailId: id, threadId: id, contentId: 0, sizeBytes, receivedAt: 0, bits, keywords };
}
