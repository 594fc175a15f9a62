import { MailError, type MailErrorCode } from '../../../domain/mail/mail-error.ts';
import { completed, defineCommand } from '../command.ts';
import { onlySelected } from '../session-state.ts';
import { allUids } from './expunge.ts';

/** RFC 3501 §6.4.2: messages with \Deleted go without a word; a mailbox opened with EXAMINE stays as it is. */
export const close = defineCommand({
  names: ['CLOSE'],
  rfc: 'RFC 3501 §6.4.2',
  allowedIn: onlySelected,
  revealsExpunges: false,
  async run(session, _request, { store, folder }) {
    session.unselect();
    if (folder.isReadOnly || !folder.rights.has('e')) return completed;
    try {
      await store.expunge(folder.folderId, allUids, { onlyDeleted: true });
    } catch (error) {
      if (!(error instanceof MailError) || !leavesNothingToDo.has(error.code)) throw error;
    }
    return completed;
  },
});

/** RFC 4314 §4: who may not expunge (any more) is not refused, the messages stay; with a folder that is gone they went. */
const leavesNothingToDo: ReadonlySet<string> = new Set<MailErrorCode>([
  'no-permission',
  'folder-not-found',
  'folder-not-selectable',
]);

export const unselect = defineCommand({
  names: ['UNSELECT'],
  rfc: 'RFC 3691',
  allowedIn: onlySelected,
  revealsExpunges: false,
  async run(session) {
    session.unselect();
    return completed;
  },
});
