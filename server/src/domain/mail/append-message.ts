import { insertPieces } from '../../storage/content-store.ts';
import type { SqlWriter } from '../../storage/sql-engine.ts';
import { type AccountContext, announce } from './account-context.ts';
import type { DeliveryTerms, MessagePlace, MessageToAppend } from './account-store.ts';
import { copyWithin } from './copy-messages.ts';
import { claimDelivery, isDeliveryDone } from './deliveries-done.ts';
import { type FolderDraft, loadSelectableFolder, saveFolder, statusOf } from './folder-draft.ts';
import type { StagedContent, StagedContents } from './incoming-message.ts';
import { KeywordSets } from './keyword-sets.ts';
import { keepDeleted } from './keep-deleted.ts';
import { groundOf, rememberGround } from './last-append.ts';
import { MailError } from './mail-error.ts';
import { type MailboxState, requireRoom, saveMailboxState } from './mailbox-state.ts';
import { addMessages, type NewMessage } from './message-rows.ts';
import { removeMessages } from './remove-messages.ts';
import { joinThread, type KnownMessageIds, knownMessageIds, threadOfSameId } from './threads.ts';
import { TimeSlice } from './time-slice.ts';
import { sweepInBackground } from './unused-contents.ts';
import { packMoment } from './zoned-moment.ts';

/** Of messages that come together: so much is under way to the disk while the next are written. */
const flushedBytes = 512 * 1024;

export interface AppendOptions extends Pick<DeliveryTerms, 'copies' | 'once'> {
  /** Of one message: nothing is done where its Message-ID is known already. */
  readonly unlessKnown?: boolean;
  /** Goes in the same transaction, and what it weighed makes room (RFC 8508 §3.4). */
  readonly replaced?: MessagePlace | undefined;
}

export interface AppendedMessages {
  readonly uidValidity: number;
  readonly uids: readonly number[];
  readonly contentIds: readonly number[];
}

/** The thread in which a message of this Message-ID stands or is answered. */
export interface KnownMessage {
  readonly knownIn: number;
}

/**
 * Puts staged messages into a folder, all or none (RFC 3502 §3), in order. `null`: they were delivered before.
 * @throws MailError 'message-not-found' when the replaced one is gone.
 */
export async function appendMessages(
  context: AccountContext,
  stagedContents: StagedContents,
  folderId: number,
  messages: readonly MessageToAppend[],
  { replaced, copies = [], once = null, unlessKnown = false }: AppendOptions = {},
): Promise<AppendedMessages | KnownMessage | null> {
  const contents = messages.map(({ message }) => {
    const content = stagedContents.get(message.stagedId);
    if (content === undefined) throw new Error(`Message ${message.stagedId} has been discarded or was never finished.`);
    return content;
  });
  const numbers: number[] = [];
  const threads: number[] = [];
  const [single] = contents;
  const result = await context.scope.write(async (writer) => {
    // Here, since it costs no question more: its thread is asked for in any case.
    const known = unlessKnown && single !== undefined ? await knownMessageIds(writer, single) : null;
    const knownIn = known === null ? null : threadOfSameId(single as StagedContent, known);
    if (knownIn !== null) return once !== null && (await isDeliveryDone(writer, once)) ? null : { knownIn };
    if (once !== null && !(await claimDelivery(writer, once, context.clock.now()))) return null;
    const ground = await groundOf(context, writer, folderId);
    const { folder, mailbox: state } = ground;
    if (replaced !== undefined) await takeOut(context, writer, state, replaced, folder);
    requireRoom(
      context,
      state,
      messages.reduce((sum, { message }) => sum + message.sizeBytes, 0),
    );
    const keywordSets = messages.some(({ flags }) => flags.keywords.length > 0)
      ? await KeywordSets.load(writer, folderId)
      : null;
    const slice = new TimeSlice();
    const now = context.clock.now();
    const added: NewMessage[] = [];
    let unflushed = 0;
    for (const [index, { message, flags, internalDate, internalZoneMinutes }] of messages.entries()) {
      const kept = await keepContent(writer, state, contents[index] as StagedContent, known);
      numbers[index] = kept.contentId;
      threads[index] = kept.threadId;
      added.push({
        ...kept,
        sizeBytes: message.sizeBytes,
        internalDate: internalDate === undefined ? now : packMoment(internalDate, internalZoneMinutes ?? 0),
        sentDate: contents[index]?.sentDate ?? internalDate ?? now,
        savedDate: now,
        bits: flags.bits,
        keywordSet: keywordSets?.numberOf(flags.keywords, context.limits) ?? 0,
      });
      state.size_bytes += message.sizeBytes;
      unflushed += message.sizeBytes;
      if (unflushed > flushedBytes) {
        writer.flushAhead();
        unflushed = 0;
      }
      await slice.rest();
    }
    await keywordSets?.save(writer);
    const newestKnown = replaced === undefined ? ground.newest : null;
    const { uids, newest } = await addMessages(writer, folder, added, newestKnown);
    state.messages += added.length;
    await saveFolder(writer, folder);
    await saveMailboxState(writer, state);
    announce(context, writer, folderId, folder.highest_modseq, { status: statusOf(folder) });
    const [first = 0] = uids;
    for (const target of copies)
      await copyWithin(context, writer, folderId, [{ first, last: first + uids.length - 1 }], target);
    // Copies have changed what stands in memory.
    if (copies.length === 0) rememberGround(context, writer, { folder, mailbox: state, newest });
    return { uidValidity: folder.uid_validity, uids, contentIds: numbers };
  });
  if (result === null || 'knownIn' in result) return result;
  if (replaced !== undefined) sweepInBackground(context);
  for (const [index, content] of contents.entries()) {
    content.contentId = numbers[index] as number;
    content.threadId = threads[index] as number;
    content.storedPieces += content.pieces.length;
    stagedContents.letGo(content);
    content.isReferenced = true;
  }
  return result;
}

/** `target` is where its successor will go: changed and not saved when it is the same folder. */
async function takeOut(
  context: AccountContext,
  writer: SqlWriter,
  state: MailboxState,
  { folderId, uid }: MessagePlace,
  target: FolderDraft,
): Promise<void> {
  const isTarget = folderId === target.folder_id;
  const folder = isTarget ? target : await loadSelectableFolder(writer, folderId);
  const [message] = await removeMessages(context, writer, folder, [{ first: uid, last: uid }]);
  if (message === undefined) throw new MailError('message-not-found', 'The message to replace does not exist');
  await keepDeleted(context, writer, folder, [message], 'replaced');
  state.messages -= 1;
  state.size_bytes -= message.sizeBytes;
  if (isTarget) return;
  await saveFolder(writer, folder);
  announce(context, writer, folderId, folder.highest_modseq);
}

const insertContent = `INSERT INTO contents
  (size_bytes, summary, headers, structure, header, account, content_id, refs, staged_at) VALUES (?, ?, ?, ?, ?, ?, ?, 1, NULL)`;

const takeStagedContent = `UPDATE contents
  SET size_bytes = ?, summary = ?, headers = ?, structure = ?, header = ?, refs = 1, staged_at = NULL
  WHERE account = ? AND content_id = ? AND refs = 0 AND staged_at IS NOT NULL`;

/** One reference more; the numbers of the content and of its thread. */
async function keepContent(
  writer: SqlWriter,
  state: MailboxState,
  content: StagedContent,
  known: KnownMessageIds | null,
): Promise<{ readonly contentId: number; readonly threadId: number }> {
  if (content.isReferenced && content.contentId !== null && (await addReference(writer, content.contentId)))
    return { contentId: content.contentId, threadId: content.threadId };
  if (content.isReferenced) throw new Error('A message that was appended and expunged cannot be appended again.');
  const isStaged = content.contentId !== null;
  const contentId = content.contentId ?? state.next_content_id++;
  const threadId = await joinThread(writer, known ?? (await knownMessageIds(writer, content)), contentId);
  const { changes } = await writer.run(
    isStaged ? takeStagedContent : insertContent,
    content.staged.sizeBytes,
    content.summary,
    content.headers,
    content.structure,
    content.header,
    writer.account,
    contentId,
  );
  // Its pieces went with it: the commit that was to bring them failed, or a clock jumped and a sweep took them for abandoned.
  if (changes !== 1) throw new MailError('storage-unavailable', 'What had come of the message is gone. Send it again.');
  await insertPieces(writer, contentId, content.storedPieces, content.pieces);
  return { contentId, threadId };
}

async function addReference(writer: SqlWriter, contentId: number): Promise<boolean> {
  const { changes } = await writer.run(
    'UPDATE contents SET refs = refs + 1 WHERE account = ? AND content_id = ? AND refs > 0',
    writer.account,
    contentId,
  );
  return changes > 0;
}
