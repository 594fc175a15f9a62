import type { Mailbox } from '../../domain/directory/directory.ts';
import type { ImapSettings } from './settings.ts';

/** The property of a mailbox that Set-CASMailbox -ImapDisabledCapabilities keeps. */
export const mailboxProperty = 'ImapDisabledCapabilities';

/** What the server offers nobody and what it does not offer this mailbox, in capitals. */
export function switchedOffFor(
  settings: Pick<ImapSettings, 'DisabledCapabilities'>,
  mailbox?: Pick<Mailbox, 'otherProperties'>,
): ReadonlySet<string> {
  const own = mailbox?.otherProperties[mailboxProperty];
  const names = [...(settings.DisabledCapabilities ?? []), ...(Array.isArray(own) ? own : [])];
  return new Set(names.map((name) => String(name).toUpperCase()));
}
