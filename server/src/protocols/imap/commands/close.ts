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
    // RFC 4314 §4: who may not expunge is not refused, the messages stay.
    if (!folder.isReadOnly && folder.rights.has('e'))
      await store.expunge(folder.folderId, allUids, { onlyDeleted: true });
    return completed;
  },
});

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
