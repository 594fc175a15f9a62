import { insertPieces, type Piece } from '../../storage/content-store.ts';
import type { AccountContext } from './account-context.ts';
import { requireMailboxState, saveMailboxState } from './mailbox-state.ts';
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
      id = state.next_content_id++;
      await saveMailboxState(writer, state);
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
    }
    await insertPieces(writer, id, firstPiece, pieces);
    return id;
  });
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
