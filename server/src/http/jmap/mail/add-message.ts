import type { Flags } from '../../../domain/mail/flags.ts';
import type { AccountIndex, Entry } from './account-index.ts';

/** Puts a message into folders and gives its entries. The bytes are staged once and shared. @throws MailError */
export async function addMessage(
  index: AccountIndex,
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  folderIds: readonly number[],
  flags: Flags,
  receivedAt: number | null,
): Promise<readonly [Entry, ...Entry[]]> {
  const { account } = index;
  const incoming = await account.beginMessage();
  const places: { readonly folderId: number; readonly uid: number }[] = [];
  try {
    for await (const chunk of bytes) await incoming.write(chunk);
    const message = await incoming.finish();
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
  const [first, ...others] = places
    .map(({ folderId, uid }) => index.folderByNumber(folderId)?.entries.get(uid))
    .filter((entry) => entry !== undefined);
  if (first === undefined) throw new Error('The message that was just added is not in its folder.');
  return [first, ...others];
}
