import type { SqlWriter } from '../../storage/sql-engine.ts';
import { type AccountContext, announce } from './account-context.ts';
import type { CopyResult, WhenGone } from './account-store.ts';
import { countReferences } from './content-references.ts';
import { loadSelectableFolder, saveFolder, statusOf } from './folder-draft.ts';
import { KeywordSets } from './keyword-sets.ts';
import { requireMailboxState, requireRoom, saveMailboxState } from './mailbox-state.ts';
import { addMessages, type NewMessage } from './message-rows.ts';
import { requireAll } from './require-all.ts';
import { collectMessages, type RemovedMessage } from './remove-messages.ts';
import type { UidSet } from './uid-set.ts';

/** All or none (RFC 9051 §6.4.7); content is shared, not copied, but counts against the quota. */
export async function copyMessages(
  context: AccountContext,
  folderId: number,
  uids: UidSet,
  targetFolderId: number,
  whenGone?: WhenGone,
): Promise<CopyResult> {
  return await context.scope.write((writer) => copyWithin(context, writer, folderId, uids, targetFolderId, whenGone));
}

/** The same as part of a transaction. */
export async function copyWithin(
  context: AccountContext,
  writer: SqlWriter,
  folderId: number,
  uids: UidSet,
  targetFolderId: number,
  whenGone?: WhenGone,
): Promise<CopyResult> {
  const source = await loadSelectableFolder(writer, folderId);
  const target = targetFolderId === folderId ? source : await loadSelectableFolder(writer, targetFolderId);
  const found = await collectMessages(context, writer, source, uids);
  requireAll(found.length, uids, whenGone);
  if (found.length === 0) return { uidValidity: target.uid_validity, sourceUids: [], targetUids: [] };
  const state = await requireMailboxState(writer);
  const sizeBytes = found.reduce((sum, message) => sum + message.sizeBytes, 0);
  requireRoom(context, state, sizeBytes);
  const messages = await asNewMessages(context, writer, folderId, targetFolderId, found, context.clock.now());
  const { uids: targetUids } = await addMessages(writer, target, messages);
  await countReferences(
    writer,
    context.differences,
    found.map((message) => message.contentId),
    1,
  );
  state.size_bytes += sizeBytes;
  state.messages += found.length;
  await saveMailboxState(writer, state);
  await saveFolder(writer, target);
  announce(context, writer, targetFolderId, target.highest_modseq, { status: statusOf(target) });
  return { uidValidity: target.uid_validity, sourceUids: found.map((message) => message.uid), targetUids };
}

/** Flags and dates go along (RFC 9051 §6.4.7); SAVEDATE is new (RFC 8514 §4.1); keywords get the target's numbers. */
export async function asNewMessages(
  context: AccountContext,
  writer: SqlWriter,
  sourceFolderId: number,
  targetFolderId: number,
  messages: readonly RemovedMessage[],
  savedDate: number,
): Promise<NewMessage[]> {
  // Most messages have no keywords: then there are no numbers to exchange.
  if (messages.every(({ keywordSet }) => keywordSet === 0))
    return messages.map((message) => ({ ...message, savedDate }));
  const sourceSets = await KeywordSets.load(writer, sourceFolderId);
  const targetSets = targetFolderId === sourceFolderId ? sourceSets : await KeywordSets.load(writer, targetFolderId);
  const numbers = new Map<number, number>([[0, 0]]);
  const list = messages.map((message) => {
    let keywordSet = numbers.get(message.keywordSet);
    if (keywordSet === undefined) {
      keywordSet = targetSets.numberOf(sourceSets.sets[message.keywordSet] ?? [], context.limits);
      numbers.set(message.keywordSet, keywordSet);
    }
    return { ...message, keywordSet, savedDate };
  });
  await targetSets.save(writer);
  return list;
}
