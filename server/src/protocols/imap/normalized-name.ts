import { formatMailboxName } from '@relais/imap-codec';
import type { Session } from './session.ts';

/** ` ("OLDNAME" (…))` for a name that the client spelt otherwise; '' when it did not, or knows no IMAP4rev2. */
export function oldName({ enabled }: Session, given: string, name: string): string {
  if (given === name || !enabled.has('IMAP4REV2')) return '';
  return ` ("OLDNAME" (${formatMailboxName(given, true)}))`;
}

/** RFC 9051 §6.3.9.7: what was made, deleted or renamed under another spelling than it has. */
export function tellNormalizedName(session: Session, given: string, name: string, attribute = ''): void {
  const old = oldName(session, given, name);
  if (old !== '') session.output.line(`* LIST (${attribute}) "/" ${formatMailboxName(name, true)}${old}`);
}
