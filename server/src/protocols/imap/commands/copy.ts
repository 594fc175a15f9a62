import { formatSequenceSet } from '@relais/imap-codec';
import type { CopyResult } from '../../../domain/mail/account-store.ts';
import { flagBits } from '../../../domain/mail/flags.ts';
import { MailError } from '../../../domain/mail/mail-error.ts';
import { uidSetOf } from '../../../domain/mail/uid-set.ts';
import { type Completion, completed, defineCommand } from '../command.ts';
import { fromSelected } from '../from-selected.ts';
import { countOf, refusedByLimit, withinMessageLimit, withLimitCode } from '../message-limit.ts';
import { someAreGone } from '../replies.ts';
import type { PositionRange, SelectedFolder } from '../selected-folder.ts';
import type { Session } from '../session.ts';
import { onlySelected, type StateOf } from '../session-state.ts';
import { refuseReadOnly } from './expunge.ts';

export const copy = defineCommand({
  names: ['COPY'],
  rfc: 'RFC 3501 §6.4.7',
  allowedIn: onlySelected,
  revealsExpunges: true,
  async run(session, { uid, set, mailbox }, state) {
    const { store, folder } = state;
    const target = await store.folder(mailbox, 'place');
    const ranges = folder.positions(set, uid);
    const refused = refusedByLimit(session, 'COPY', countOf(ranges));
    if (refused !== undefined) return refused;
    const whenGone = uid || set.saved ? 'skip' : 'refuse';
    if (whenGone === 'refuse' && (await namesGone(session, state, ranges))) return someAreGone;
    const uids = folder.uidsAt(ranges);
    if (uids.length === 0) return completed;
    const result = await whole(session, () =>
      fromSelected(state, () => store.copy(folder.folderId, uids, target.folderId, whenGone)),
    );
    if (result === undefined) return someAreGone;
    noteCopies(session, folder, target.folderId, result);
    return result.sourceUids.length === 0 ? completed : { status: 'OK', code: copyUid(result) };
  },
});

export const move = defineCommand({
  names: ['MOVE'],
  rfc: 'RFC 6851',
  allowedIn: onlySelected,
  revealsExpunges: true,
  async run(session, { uid, set, mailbox }, state) {
    const { store, folder } = state;
    refuseReadOnly(folder);
    const target = await store.folder(mailbox, 'place');
    const { ranges, code } = withinMessageLimit(session, folder, folder.positions(set, uid));
    const refused = refusedByLimit(session, 'MOVE', countOf(ranges));
    if (refused !== undefined) return refused;
    const whenGone = uid || set.saved ? 'skip' : 'refuse';
    if (whenGone === 'refuse' && (await namesGone(session, state, ranges))) return someAreGone;
    const done: Completion = { status: 'OK', code };
    const uids = folder.uidsAt(ranges);
    if (uids.length === 0) return done;
    const result = await whole(session, () =>
      fromSelected(state, () => store.move(folder.folderId, uids, target.folderId, whenGone)),
    );
    if (result === undefined) return someAreGone;
    if (result.sourceUids.length === 0) return done;
    // RFC 6851 §4.3: COPYUID in an untagged OK, before the EXPUNGEs make its UIDs meaningless to the client.
    session.note('OK', copyUid(result), 'Messages moved.');
    noteCopies(session, folder, target.folderId, result);
    folder.noteOwnExpunges(uidSetOf([...result.sourceUids].sort((a, b) => a - b)));
    if (result.sourceModSeq === undefined) return done;
    folder.noteOwnWrite(result.sourceModSeq);
    if (!session.enabled.usesModSeq) return done;
    // RFC 6851 §4.4: the client learns how far its source has come.
    return withLimitCode(session, { status: 'OK', code: `HIGHESTMODSEQ ${result.sourceModSeq}` }, code);
  },
});

/**
 * RFC 2180 §4.4.1, RFC 3501 §6.4.7: all that is named by its number or nothing, and the client hears of what has gone.
 * UIDs that do not exist, and what has left `$`, are skipped (RFC 9051 §6.4.9, RFC 5182 §2.1).
 */
async function namesGone(
  session: Session,
  { folder }: StateOf<'selected'>,
  ranges: readonly PositionRange[],
): Promise<boolean> {
  await session.changes.tell(false);
  return folder.hasGoneIn(ranges);
}

/** Undefined: one of the messages was expunged while the store was asked; nothing was copied, and the client hears of it. */
async function whole<T>(session: Session, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof MailError) || error.code !== 'message-not-found') throw error;
    // Whoever expunged it may not have announced it yet.
    await session.changes.tell(true, true);
    return undefined;
  }
}

/** RFC 5465 §5: with NOTIFY a client is not told of its own copies. */
function noteCopies(
  { notifications }: Session,
  folder: SelectedFolder,
  targetId: number,
  { sourceUids, targetUids }: CopyResult,
): void {
  if (notifications === undefined) return;
  const unseen = sourceUids.filter((uid) => (folder.bitsAt(folder.positionOf(uid)) & flagBits.seen) === 0);
  notifications.noteOwnMessages(targetId, targetUids, unseen.length);
}

/** RFC 4315 §3: both sets in the order of the copies, so that the client can pair them. */
function copyUid({ uidValidity, sourceUids, targetUids }: CopyResult): string {
  return `COPYUID ${uidValidity} ${formatSequenceSet(sourceUids)} ${formatSequenceSet(targetUids)}`;
}
