import type { SqlWriter } from '../../storage/sql-engine.ts';
import { type AccountContext, announce } from './account-context.ts';
import type { CopyResult, WhenGone } from './account-store.ts';
import { asNewMessages } from './copy-messages.ts';
import { type FolderDraft, loadSelectableFolder, saveFolder, statusOf } from './folder-draft.ts';
import { addMessages } from './message-rows.ts';
import { requireAll } from './require-all.ts';
import { removeMessages } from './remove-messages.ts';
import type { UidSet } from './uid-set.ts';

/** RFC 6851 §3: all or none, one transaction. References and quota stay as they are. */
export async function moveMessages(
  context: AccountContext,
  folderId: number,
  uids: UidSet,
  targetFolderId: number,
  whenGone?: WhenGone,
): Promise<CopyResult> {
  return await context.scope.write(async (writer) => {
    const source = await loadSelectableFolder(writer, folderId);
    const target = targetFolderId === folderId ? source : await loadSelectableFolder(writer, targetFolderId);
    const result = await moveSome(context, writer, source, target, uids, whenGone);
    if (result.sourceUids.length === 0) return result;
    await saveFolder(writer, source);
    if (target !== source) await saveFolder(writer, target);
    announce(context, writer, folderId, source.highest_modseq, { status: statusOf(source) });
    announce(context, writer, targetFolderId, target.highest_modseq, { status: statusOf(target) });
    return { ...result, sourceModSeq: source.highest_modseq };
  });
}

/** Every message of one folder into another. The folders are changed, not saved. */
export async function moveAll(
  context: AccountContext,
  writer: SqlWriter,
  source: FolderDraft,
  target: FolderDraft,
): Promise<void> {
  await moveSome(context, writer, source, target, [{ first: 1, last: 0xffff_ffff }]);
}

async function moveSome(
  context: AccountContext,
  writer: SqlWriter,
  source: FolderDraft,
  target: FolderDraft,
  uids: UidSet,
  whenGone?: WhenGone,
): Promise<CopyResult> {
  const removed = await removeMessages(context, writer, source, uids);
  requireAll(removed.length, uids, whenGone);
  if (removed.length === 0) return { uidValidity: target.uid_validity, sourceUids: [], targetUids: [] };
  const messages = await asNewMessages(
    context,
    writer,
    source.folder_id,
    target.folder_id,
    removed,
    context.clock.now(),
  );
  const { uids: targetUids } = await addMessages(writer, target, messages);
  return { uidValidity: target.uid_validity, sourceUids: removed.map((message) => message.uid), targetUids };
}
