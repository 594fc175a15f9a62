import { canonicalName } from '../../../domain/mail/folder-names.ts';
import { MailError } from '../../../domain/mail/mail-error.ts';
import { completed, defineCommand } from '../command.ts';
import { tellNormalizedName } from '../normalized-name.ts';
import { signedIn } from '../session-state.ts';
import { specialUseOf } from '../special-use.ts';

export const create = defineCommand({
  names: ['CREATE'],
  rfc: 'RFC 3501 §6.3.3, RFC 6154 §3',
  allowedIn: signedIn,
  revealsExpunges: true,
  async run(session, request, { store }) {
    // RFC 3501 §6.3.3: a delimiter at the end only says that folders will go into it.
    const name = request.mailbox.replace(/\/$/, '');
    const [attribute] = request.specialUse;
    const specialUse = attribute === undefined ? undefined : specialUseOf(attribute);
    if (request.specialUse.length > 1 || (attribute !== undefined && specialUse === undefined)) {
      return {
        status: 'NO',
        code: 'USEATTR',
        text: `A mailbox takes one use that RFC 6154 names, not ${request.specialUse.join(' ')}.`,
      };
    }
    try {
      const folder = await store.createFolder(name, specialUse === undefined ? {} : { specialUse });
      session.notifications?.folders.noteCreated(folder);
      tellNormalizedName(session, name, folder.name);
      // RFC 8474 §4.1
      return { status: 'OK', code: `MAILBOXID (${folder.mailboxId})` };
    } catch (error) {
      // RFC 6154 §3: that another folder has the use is a reason of its own.
      if (specialUse === undefined || !(error instanceof MailError) || error.code !== 'conflict') throw error;
      return { status: 'NO', code: 'USEATTR', text: error.message };
    }
  },
});

export const deleteFolder = defineCommand({
  names: ['DELETE'],
  rfc: 'RFC 3501 §6.3.4',
  allowedIn: signedIn,
  revealsExpunges: true,
  async run(session, { mailbox }, { store }) {
    const { folderId, name } = await store.folder(mailbox);
    await store.deleteFolder(mailbox);
    session.notifications?.folders.noteDeleted(folderId, name);
    tellNormalizedName(session, mailbox, name, '\\NonExistent');
    if (session.state.kind === 'selected' && session.state.folder.folderId === folderId) session.unselect();
    return completed;
  },
});

export const rename = defineCommand({
  names: ['RENAME'],
  rfc: 'RFC 3501 §6.3.5',
  allowedIn: signedIn,
  revealsExpunges: true,
  async run(session, { from, to }, { store }) {
    const given = to.replace(/\/$/, '');
    await store.renameFolder(from, given);
    // RFC 9051 §6.3.6: either of the two may have been spelt otherwise.
    const name = canonicalName(given);
    session.notifications?.folders.noteRenamed(canonicalName(from), name);
    if (canonicalName(from) !== from || name !== given) tellNormalizedName(session, from, name);
    return completed;
  },
});

export const subscribe = defineCommand({
  names: ['SUBSCRIBE', 'UNSUBSCRIBE'],
  rfc: 'RFC 3501 §6.3.6, §6.3.7',
  allowedIn: signedIn,
  revealsExpunges: true,
  async run(session, { name, mailbox }, { store }) {
    await store.setSubscribed(mailbox, name === 'SUBSCRIBE');
    session.notifications?.folders.noteSubscribed(mailbox, name === 'SUBSCRIBE');
    return completed;
  },
});
