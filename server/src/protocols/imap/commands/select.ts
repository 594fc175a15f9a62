import { formatMailboxName, type QresyncParameter } from '@relais/imap-codec';
import type { AccountStore } from '../../../domain/mail/account-store.ts';
import { MailError } from '../../../domain/mail/mail-error.ts';
import { isOwnContent } from '../../../services/sharing/view-numbers.ts';
import { defineCommand } from '../command.ts';
import { mayChange, permanentFlags, requireRight } from '../folder-permission.ts';
import { oldName } from '../normalized-name.ts';
import { SelectedFolder } from '../selected-folder.ts';
import type { Session } from '../session.ts';
import { signedIn } from '../session-state.ts';
import { allUids } from './expunge.ts';
import { formatUidSet, namedUids } from './fetch.ts';

export const select = defineCommand({
  names: ['SELECT', 'EXAMINE'],
  rfc: 'RFC 3501 §6.3.1, §6.3.2, RFC 7162 §3.2.5',
  allowedIn: signedIn,
  revealsExpunges: false,
  async run(session, request, { store }) {
    if (request.qresync !== undefined && !session.enabled.has('QRESYNC')) {
      // RFC 7162 §3.2.5
      return { status: 'BAD', text: 'Command Argument Error. 11 (QRESYNC needs ENABLE QRESYNC before it)' };
    }
    if (session.state.kind === 'selected') {
      // RFC 3501 §6.3.1: the old mailbox is left even if the new one cannot be opened.
      session.unselect();
      // RFC 7162 §3.2.11
      session.note('OK', 'CLOSED', 'Previous mailbox closed.');
    }
    // What else is said of it is read with the messages.
    const summary = await store.folder(request.mailbox, 'place');
    if (!summary.selectable)
      throw new MailError(
        'folder-not-selectable',
        `"${request.mailbox}" cannot hold messages and so cannot be selected`,
      );
    requireRight(summary, 'r');
    // RFC 4314 §4: whoever can change nothing has a read-only mailbox.
    const isReadOnly = request.name === 'EXAMINE' || !mayChange(summary);
    const snapshot = await store.openFolder(summary.folderId, { claimRecent: !isReadOnly });
    const folder = new SelectedFolder(summary, snapshot, isReadOnly);
    if (request.condstore) session.enabled.add('CONDSTORE');
    session.enabled.adapt(folder);
    session.select(folder);
    writeFolder(session, folder, request.mailbox);
    if (request.qresync !== undefined) await writeMissed(session, store, folder, request.qresync);
    return { status: 'OK', code: isReadOnly ? 'READ-ONLY' : 'READ-WRITE' };
  },
});

/** The order of Exchange's answer (reference §6.1), then what it did not know. */
function writeFolder(session: Session, folder: SelectedFolder, given: string): void {
  const { writer } = session.output;
  writer.text(`* ${folder.count} EXISTS\r\n`);
  if (folder.showsRecent) writer.text(`* ${folder.recentCount} RECENT\r\n`);
  const names = folder.flagNames();
  writer.text(`* FLAGS (${names})\r\n`);
  session.note('OK', `PERMANENTFLAGS (${permanentFlags(folder, names)})`, 'Permanent flags');
  const unseen = folder.firstUnseen;
  if (unseen >= 0 && folder.showsRecent && !folder.tellsUidsOnly)
    session.note('OK', `UNSEEN ${unseen + 1}`, 'Is the first unseen message');
  session.note('OK', `UIDVALIDITY ${folder.uidValidity}`, 'UIDVALIDITY value');
  session.note('OK', `UIDNEXT ${folder.uidNext}`, 'The next unique identifier value');
  session.note('OK', `HIGHESTMODSEQ ${folder.highestModSeq}`, 'Highest mod-sequence');
  // RFC 8474 §4.2
  session.note('OK', `MAILBOXID (${folder.mailboxId})`, 'Mailbox id');
  // RFC 4467 §8: how URLs of it can be signed; of others' folders none can be.
  if (isOwnContent(folder.folderId) && !session.isSwitchedOff('URLAUTH'))
    session.note('OK', 'URLMECH INTERNAL', 'URLs can be signed');
  // RFC 9051 §6.3.2: IMAP4rev2 names the mailbox as it is spelt.
  if (folder.showsRecent) return;
  const name = formatMailboxName(folder.name, session.enabled.usesUtf8);
  writer.text(`* LIST () "/" ${name}${oldName(session, given, folder.name)}\r\n`);
}

/** RFC 7162 §3.2.5: what the client missed since the mod-sequence that it knows. */
async function writeMissed(
  session: Session,
  store: AccountStore,
  folder: SelectedFolder,
  known: QresyncParameter,
): Promise<void> {
  // Another UIDVALIDITY: nothing that the client knows is true any more.
  if (known.uidValidity !== folder.uidValidity) return;
  const within = known.knownUids === undefined ? allUids : namedUids(known.knownUids, folder);
  const expunged = await store.expungedSince(folder.folderId, known.modSeq, within);
  if (expunged.length > 0) session.output.line(`* VANISHED (EARLIER) ${formatUidSet(expunged)}`);
  for (const { from, to } of folder.positionsOfUids(within)) {
    for (let at = from; at <= to; at++) {
      if (folder.modSeqAt(at) <= known.modSeq) continue;
      folder.writeFlags(session.output.writer, at, true);
      if (session.output.isDue) await session.output.makeRoom();
    }
  }
}
