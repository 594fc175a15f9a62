import type { Address } from './address-list.ts';
import { imapNstring, imapString } from './imap-string.ts';
import type { Envelope } from './mime-part.ts';

/** The bytes behind `ENVELOPE ` in a FETCH response (RFC 3501 §7.4.2, `envelope` in §9). */
export function renderEnvelope(envelope: Envelope): Buffer {
  return Buffer.from(envelopeText(envelope), 'latin1');
}

export function envelopeText(envelope: Envelope): string {
  return `(${[
    imapNstring(envelope.date),
    imapNstring(envelope.subject),
    addressListText(envelope.from),
    addressListText(envelope.sender),
    addressListText(envelope.replyTo),
    addressListText(envelope.to),
    addressListText(envelope.cc),
    addressListText(envelope.bcc),
    imapNstring(envelope.inReplyTo),
    imapNstring(envelope.messageId),
  ].join(' ')})`;
}

export function addressListText(list: readonly Address[]): string {
  if (list.length === 0) return 'NIL';
  const pieces: string[] = [];
  for (const address of list) {
    if (address.kind === 'mailbox') {
      pieces.push(addressText(address.name, address.route, address.localPart, address.domain));
      continue;
    }
    // A group: its name with a NIL host, its members, a marker with both NIL.
    pieces.push(addressText(null, null, address.name, null));
    for (const member of address.members) {
      pieces.push(addressText(member.name, member.route, member.localPart, member.domain));
    }
    pieces.push(addressText(null, null, null, null));
  }
  return `(${pieces.join('')})`;
}

// A mailbox without a domain has "" as its host: NIL would say that it is a group.
function addressText(name: string | null, route: string | null, mailbox: string | null, host: string | null): string {
  const mailboxText = mailbox === null ? 'NIL' : imapString(mailbox);
  return `(${imapNstring(name)} ${imapNstring(route)} ${mailboxText} ${imapNstring(host)})`;
}
