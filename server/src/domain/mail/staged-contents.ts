import { insertPieces, type Piece } from '../../storage/content-store.ts';
import type { SqlWriter } from '../../storage/sql-engine.ts';
import type { AccountContext } from './account-context.ts';
import type { ComingTogether } from './coming-together.ts';
import type { StagedContents } from './incoming-message.ts';
import { type MailboxState, requireMailboxState, saveMailboxState } from './mailbox-state.ts';
import { sweepUnusedContents } from './unused-contents.ts';

/** Puts pieces of a message on its way in into the store; gives its number, new when it had none. */
export async function stagePieces(
  context: AccountContext,
  contentId: number | null,
  firstPiece: number,
  pieces: readonly Piece[],
): Promise<number> {
  return await context.scope.write(async (writer) => {
    let id = contentId;
    if (id === null) {
      const state = await requireMailboxState(writer);
      id = await insertStaged(context, writer, state);
      await saveMailboxState(writer, state);
    }
    await insertPieces(writer, id, firstPiece, pieces);
    return id;
  });
}

/** Of messages that come together: with so many bytes in memory the next one waits until they have been written. */
const mostBytesTogether = 512 * 1024;

/**
 * Puts what has come of messages that will be appended together into the store, in one transaction whose sync nobody waits
 * for: the disk is at work while the others come, and at the end little is left to sync. Their append, a later transaction
 * of the same scope, finds out whether this one has happened (`keepContent`).
 */
export async function stageTogether(
  context: AccountContext,
  stagedContents: StagedContents,
  together: ComingTogether,
): Promise<void> {
  const { contents } = together;
  let bytes = 0;
  for (const { pieces } of contents) for (const { data } of pieces) bytes += data.length;
  if (bytes < mostBytesTogether) return;
  together.contents = [];
  const { result: ids } = await context.scope.writeAhead(async (writer) => {
    const state = await requireMailboxState(writer);
    const numbers: number[] = [];
    for (const { contentId, storedPieces, pieces } of contents) {
      const id = contentId ?? (await insertStaged(context, writer, state));
      await insertPieces(writer, id, storedPieces, pieces);
      numbers.push(id);
    }
    await saveMailboxState(writer, state);
    return numbers;
  });
  for (const [index, content] of contents.entries()) {
    content.contentId = ids[index] as number;
    content.storedPieces += content.pieces.length;
    stagedContents.letGo(content);
  }
}

/** The number of a content that nothing refers to yet. The caller saves the state. */
async function insertStaged(context: AccountContext, writer: SqlWriter, state: MailboxState): Promise<number> {
  const id = state.next_content_id++;
  await writer.run(
    `INSERT INTO contents (account, content_id, refs, staged_at, size_bytes, summary, headers, structure, header)
     VALUES (?, ?, 0, ?, 0, ?, '', ?, ?)`,
    writer.account,
    id,
    context.clock.now(),
    new Uint8Array(),
    new Uint8Array(),
    new Uint8Array(),
  );
  return id;
}

/** Forgets a message that will not stand in any folder. */
export async function removeStagedContent(context: AccountContext, contentId: number): Promise<void> {
  await context.scope.write(
    async (writer) =>
      await writer.run(
        'UPDATE contents SET staged_at = NULL WHERE account = ? AND content_id = ? AND refs = 0',
        writer.account,
        contentId,
      ),
  );
  await sweepUnusedContents(context);
}
