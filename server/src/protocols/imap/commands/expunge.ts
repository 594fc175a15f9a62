import type { UidSet } from '../../../domain/mail/uid-set.ts';
import { MailError } from '../../../domain/mail/mail-error.ts';
import { defineCommand } from '../command.ts';
import { mayChange } from '../folder-permission.ts';
import { withinMessageLimit, withLimitCode } from '../message-limit.ts';
import type { SelectedFolder } from '../selected-folder.ts';
import { onlySelected } from '../session-state.ts';

export const allUids: UidSet = [{ first: 1, last: 0xffff_ffff }];

export function refuseReadOnly(folder: SelectedFolder): void {
  if (!folder.isReadOnly) return;
  // Whoever has no right to change it would not get further with SELECT.
  if (!mayChange(folder))
    throw new MailError('no-permission', `You may read "${folder.name}", not change it (RFC 4314).`);
  throw new MailError('read-only', `"${folder.name}" was opened with EXAMINE and so cannot be changed`);
}

export const expunge = defineCommand({
  names: ['EXPUNGE'],
  rfc: 'RFC 3501 §6.4.3, RFC 4315 §2.1',
  allowedIn: onlySelected,
  revealsExpunges: true,
  async run(session, { uids }, { store, folder }) {
    refuseReadOnly(folder);
    const limit = uids === undefined ? undefined : withinMessageLimit(session, folder, folder.positions(uids, true));
    const wanted = limit === undefined ? allUids : folder.uidsAt(limit.ranges);
    const { expunged, modSeq } = await store.expunge(folder.folderId, wanted, { onlyDeleted: true });
    folder.noteOwnExpunges(expunged);
    if (expunged.length === 0) return { status: 'OK', code: limit?.code };
    folder.noteOwnWrite(modSeq);
    // RFC 7162 §3.2.7
    const code = session.enabled.usesModSeq ? `HIGHESTMODSEQ ${modSeq}` : undefined;
    return withLimitCode(session, { status: 'OK', code }, limit?.code);
  },
});
