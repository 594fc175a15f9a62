import { formatMailboxName } from '@relais/imap-codec';
import { namespaces } from '../../../services/sharing/others-mailboxes.ts';
import { completed, defineCommand } from '../command.ts';
import { localized } from '../languages/languages.ts';
import type { Session } from '../session.ts';
import { signedIn } from '../session-state.ts';

export const namespace = defineCommand({
  names: ['NAMESPACE'],
  rfc: 'RFC 2342',
  allowedIn: signedIn,
  revealsExpunges: true,
  async run(session) {
    const [otherUsers, shared] = [namespaces.otherUsers, namespaces.shared].map((prefix) => described(session, prefix));
    session.output.line(`* NAMESPACE (("" "/")) (${otherUsers}) (${shared})`);
    return completed;
  },
});

/** With what its client's user may read in its place (RFC 5255 §3.4). */
function described(session: Session, prefix: string): string {
  const translated = localized(session.language, prefix);
  if (translated === prefix) return `("${prefix}" "/")`;
  return `("${prefix}" "/" "TRANSLATION" (${formatMailboxName(translated, session.enabled.usesUtf8)}))`;
}
