import { formatMailboxName } from '@relais/imap-codec';
import { MailError } from '../../../domain/mail/mail-error.ts';
import { completed, defineCommand } from '../command.ts';
import { requireRight } from '../folder-permission.ts';
import { signedIn } from '../session-state.ts';
import { formatStatus } from '../status-items.ts';
import { knowsCondstore } from '../knows-condstore.ts';

export const status = defineCommand({
  names: ['STATUS'],
  rfc: 'RFC 3501 §6.3.10',
  allowedIn: signedIn,
  revealsExpunges: true,
  async run(session, { mailbox, items }, { store }) {
    const folder = await store.folder(mailbox);
    if (!folder.selectable)
      throw new MailError('folder-not-selectable', `"${mailbox}" cannot hold messages and so has no status`);
    requireRight(folder, 'r');
    // RFC 7162 §3.1: asking for HIGHESTMODSEQ shows that the client knows CONDSTORE.
    if (items.includes('HIGHESTMODSEQ')) knowsCondstore(session);
    const values = formatStatus(folder, items, session.context.largestMessageBytes);
    session.output.line(`* STATUS ${formatMailboxName(folder.name, session.enabled.usesUtf8)} (${values})`);
    return completed;
  },
});
