import { type Address, parseAddressList } from './address-list.ts';
import { defaultMimeLimits, type MimeLimits } from './limits.ts';
import { type Envelope, fieldValue, type HeaderField, type MessageStructure } from './mime-part.ts';

/** The IMAP envelope of a message, from the fields that its structure keeps (RFC 3501 §7.4.2). Never throws. */
export function envelopeOf(structure: Pick<MessageStructure, 'header'>, limits?: Partial<MimeLimits>): Envelope {
  const max = limits?.maxAddresses ?? defaultMimeLimits.maxAddresses;
  const fields = structure.header;
  const from = addresses(fields, 'from', max);
  const sender = addresses(fields, 'sender', max);
  const replyTo = addresses(fields, 'reply-to', max);
  return {
    date: fieldValue(fields, 'date'),
    subject: fieldValue(fields, 'subject'),
    from,
    // RFC 3501 §7.4.2: Sender and Reply-To absent or empty are the same as From.
    sender: sender.length > 0 ? sender : from,
    replyTo: replyTo.length > 0 ? replyTo : from,
    to: addresses(fields, 'to', max),
    cc: addresses(fields, 'cc', max),
    bcc: addresses(fields, 'bcc', max),
    inReplyTo: fieldValue(fields, 'in-reply-to'),
    messageId: fieldValue(fields, 'message-id'),
  };
}

// A field that is repeated against RFC 5322 §3.6 is read as one list, so that no recipient is hidden.
function addresses(fields: readonly HeaderField[], name: string, max: number): Address[] {
  const list: Address[] = [];
  let left = max;
  for (const field of fields) {
    if (field.name !== name || field.value === null || left <= 0) continue;
    const read = parseAddressList(field.value, left);
    for (const address of read) {
      list.push(address);
      left -= address.kind === 'group' ? address.members.length + 1 : 1;
    }
  }
  return list;
}
