import type { CommandScanner } from '../command-scanner.ts';
import { readMailboxName } from '../grammar/mailbox-name.ts';

/** Commands whose only argument is a mailbox: RFC 3501 §6.3.4, §6.3.6, §6.3.7; RFC 9208 §4.1.2; RFC 4314 §3.3, §3.5. */
export const mailboxCommandNames = [
  'DELETE',
  'SUBSCRIBE',
  'UNSUBSCRIBE',
  'GETQUOTAROOT',
  'MYRIGHTS',
  'GETACL',
] as const;

export interface MailboxRequest {
  readonly name: (typeof mailboxCommandNames)[number];
  readonly mailbox: string;
}

export function parseMailboxCommand(name: MailboxRequest['name']): (scanner: CommandScanner) => MailboxRequest {
  return (scanner) => {
    scanner.expect(' ', 'before the mailbox name');
    return { name, mailbox: readMailboxName(scanner) };
  };
}
