import { MailError } from '../../../domain/mail/mail-error.ts';
import { defineCommand } from '../command.ts';
import { SelectedFolder } from '../selected-folder.ts';
import { signedIn } from '../session-state.ts';

export const select = defineCommand({
  names: ['SELECT', 'EXAMINE'],
  rfc: 'RFC 3501 §6.3.1, §6.3.2',
  allowedIn: signedIn,
  revealsExpunges: false,
  async run(session, request, { store }) {
    if (session.state.kind === 'selected') {
      // RFC 3501 §6.3.1: the old mailbox is left even if the new one cannot be opened.
      session.unselect();
      // RFC 7162 §3.2.11
      session.output.line('* OK [CLOSED] Previous mailbox closed.');
    }
    const isReadOnly = request.name === 'EXAMINE';
    const summary = await store.folder(request.mailbox);
    if (!summary.selectable)
      throw new MailError(
        'folder-not-selectable',
        `"${request.mailbox}" cannot hold messages and so cannot be selected`,
      );
    const snapshot = await store.openFolder(summary.folderId, { claimRecent: !isReadOnly });
    const folder = new SelectedFolder(summary, snapshot, isReadOnly);
    if (request.condstore) session.enabled.add('CONDSTORE');
    session.select(folder);
    const { writer } = session.output;
    // The order of Exchange's answer (reference §6.1).
    writer.text(`* ${folder.count} EXISTS\r\n* ${folder.recentCount} RECENT\r\n`);
    const names = folder.flagNames();
    writer.text(`* FLAGS (${names})\r\n`);
    writer.text(`* OK [PERMANENTFLAGS (${isReadOnly ? '' : `${names} \\*`})] Permanent flags\r\n`);
    const unseen = folder.firstUnseen;
    if (unseen >= 0) writer.text(`* OK [UNSEEN ${unseen + 1}] Is the first unseen message\r\n`);
    writer.text(`* OK [UIDVALIDITY ${folder.uidValidity}] UIDVALIDITY value\r\n`);
    writer.text(`* OK [UIDNEXT ${folder.uidNext}] The next unique identifier value\r\n`);
    writer.text(`* OK [HIGHESTMODSEQ ${folder.highestModSeq}] Highest mod-sequence\r\n`);
    return { status: 'OK', code: isReadOnly ? 'READ-ONLY' : 'READ-WRITE' };
  },
});
