import type { AccountStore } from '../../domain/mail/account-store.ts';
import { MailError } from '../../domain/mail/mail-error.ts';
import { uidSetOf } from '../../domain/mail/uid-set.ts';
import type { DeletedMessage } from './deleted-message.ts';
import { entryOf } from './entry-id.ts';

/** In one transaction at most: nobody waits for a large restoration. */
export const restoredAtOnce = 250;

/** `folderName`: where the message is now; `null`: it was gone before. */
export interface Restored {
  readonly message: DeletedMessage;
  readonly folderName: string | null;
}

/**
 * Puts messages back, at most `restoredAtOnce`, into the folder of this name, which is made where there is none, or where
 * each was; of which nobody knows that, into the inbox. @throws MailError 'over-quota'; then what is kept stays as it was.
 */
export async function restoreDeleted(
  store: AccountStore,
  messages: readonly DeletedMessage[],
  targetName?: string,
): Promise<readonly Restored[]> {
  const target = targetName === undefined ? undefined : await folderNamed(store, targetName);
  const places = new Map<string, string>();
  const itemIds: string[] = [];
  const uids = new Map<number, string>();
  for (const { entryId } of messages) {
    const entry = entryOf(entryId);
    if (entry?.kind === 'item') itemIds.push(entryId);
    else if (entry !== null) uids.set(entry.uid, entryId);
  }
  if (itemIds.length > 0) {
    const options = { alsoPurged: true, ...(target === undefined ? {} : { folderId: target.folderId }) };
    const { recovered } = await store.recoverItems(itemIds, options);
    for (const { itemId, folderName } of recovered) places.set(itemId, folderName);
  }
  if (uids.size > 0) {
    const folders = await store.listFolders();
    const trash = folders.find(({ specialUse }) => specialUse === 'trash');
    const { folderId, name } = target ?? (await store.folder('INBOX'));
    if (trash !== undefined && trash.folderId !== folderId) {
      const moved = await store.move(
        trash.folderId,
        uidSetOf([...uids.keys()].sort((a, b) => a - b)),
        folderId,
        'skip',
      );
      for (const uid of moved.sourceUids) places.set(uids.get(uid) ?? '', name);
    }
  }
  return messages.map((message) => ({ message, folderName: places.get(message.entryId) ?? null }));
}

async function folderNamed(store: AccountStore, name: string): ReturnType<AccountStore['folder']> {
  try {
    const folder = await store.folder(name);
    if (folder.selectable) return folder;
  } catch (cause) {
    if (!(cause instanceof MailError && cause.code === 'folder-not-found')) throw cause;
  }
  return await store.createFolder(name);
}
