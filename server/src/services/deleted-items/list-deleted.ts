import { decodeHeader, deserializeStructure, displayName, envelopeOf } from '@relais/mime';
import type { AccountStore, FolderSummary } from '../../domain/mail/account-store.ts';
import type { RecoverableFilter, RecoverableItem } from '../../domain/mail/recoverable-items.ts';
import type { DeletedMessage, DeletedMessageFilter, LastParent } from './deleted-message.ts';
import { entryIdOf, entryOf } from './entry-id.ts';

const itemsOfPage = 250;

/** The deleted messages of a mailbox that a filter names: of its Deleted Items folder first, then what is kept, the newest first. */
export async function* listDeleted(
  store: AccountStore,
  filter: DeletedMessageFilter,
): AsyncGenerator<DeletedMessage, void, void> {
  const folders = await store.listFolders();
  const { source } = filter;
  if (source === undefined || source === 'DeletedItems')
    for await (const message of inDeletedItems(store, folders, filter)) if (matches(message, filter)) yield message;
  if (source !== 'DeletedItems')
    for await (const message of kept(store, folders, filter)) if (matches(message, filter)) yield message;
}

function matches(message: DeletedMessage, filter: DeletedMessageFilter): boolean {
  const { subjectContains: wanted = '' } = filter;
  return (
    message.lastModified >= (filter.from ?? 0) &&
    message.lastModified < (filter.before ?? Infinity) &&
    (filter.entryId === undefined || message.entryId === filter.entryId) &&
    (filter.lastParentId === undefined || message.lastParent?.mailboxId === filter.lastParentId) &&
    (wanted === '' || message.subject.toLocaleLowerCase().includes(wanted.toLocaleLowerCase()))
  );
}

async function* inDeletedItems(
  store: AccountStore,
  folders: readonly FolderSummary[],
  { entryId }: DeletedMessageFilter,
): AsyncGenerator<DeletedMessage, void, void> {
  const trash = folders.find(({ specialUse }) => specialUse === 'trash');
  if (trash === undefined) return;
  const entry = entryId === undefined ? null : entryOf(entryId);
  if (entryId !== undefined && entry?.kind !== 'message') return;
  const uids = entry?.kind === 'message' ? { first: entry.uid, last: entry.uid } : { first: 1, last: 0xffff_ffff };
  for await (const rows of store.messages(trash.folderId, [uids], { structure: true }))
    for (const { uid, structure, sizeBytes, savedDate } of rows) {
      const envelope = structure === null ? null : envelopeOf(deserializeStructure(structure));
      yield {
        entryId: entryIdOf(trash, uid),
        source: 'DeletedItems',
        subject: decodeHeader(envelope?.subject ?? '').trim(),
        from: envelope?.from.map(displayName).join('; ') ?? '',
        sizeBytes,
        lastModified: savedDate,
        lastParent: null,
      };
    }
}

async function* kept(
  store: AccountStore,
  folders: readonly FolderSummary[],
  filter: DeletedMessageFilter,
): AsyncGenerator<DeletedMessage, void, void> {
  if (filter.entryId !== undefined && entryOf(filter.entryId)?.kind !== 'item') return;
  const wanted: RecoverableFilter = {
    purged: filter.source === undefined ? 'with' : filter.source === 'PurgedItems' ? 'only' : 'without',
    ...(filter.entryId === undefined ? {} : { itemIds: [filter.entryId] }),
    ...(filter.from === undefined ? {} : { deletedFrom: filter.from }),
    ...(filter.before === undefined ? {} : { deletedBefore: filter.before }),
  };
  for (let after: string | null | undefined; after !== null; ) {
    const page = await store.recoverableItems(wanted, {
      limit: itemsOfPage,
      ...(after === undefined ? {} : { after }),
    });
    for (const item of page.items)
      yield {
        entryId: item.itemId,
        source: item.purged ? 'PurgedItems' : 'RecoverableItems',
        subject: item.subject,
        from: item.from,
        sizeBytes: item.sizeBytes,
        lastModified: item.deletedAt,
        lastParent: parentOf(item, folders),
      };
    after = page.next;
  }
}

/** As `recoverItems` finds it: the folder itself, under whatever name, else one of the name that it had. */
function parentOf({ folderId, folderName }: RecoverableItem, folders: readonly FolderSummary[]): LastParent {
  const usable = folders.filter(({ selectable }) => selectable);
  const folder =
    usable.find((one) => one.folderId === folderId) ?? usable.find((one) => one.name === folderName) ?? null;
  return { name: folder?.name ?? folderName, mailboxId: folder?.mailboxId ?? null };
}
