import { type Address, addressSpec, decodeHeader, type Envelope, type MessageStructure } from '@relais/mime';

/** The fields that clients search; their values are kept decoded, so that no message is read for them. */
export const searchedFields: ReadonlySet<string> = new Set([
  'from',
  'to',
  'cc',
  'bcc',
  'sender',
  'reply-to',
  'subject',
  'date',
  'message-id',
  'in-reply-to',
  'references',
  'list-id',
]);

/** A field's value as it is compared: readable text in lower case (RFC 9051 §6.4.4: case is ignored). */
export function foldText(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

/**
 * A header field's value as it is compared. Fields are folded before a space or before a tab; to who looks for words it
 * is the same, and ENVELOPE is what he has seen (RFC 9051 §6.4.4).
 */
export function fieldText(value: Uint8Array): string {
  return foldedLine(decodeHeader(value));
}

/** On one line. NUL cannot stand in a text value of PostgreSQL. */
function foldedLine(text: string): string {
  return foldText(text).replace(/[\t\n\r\0]/g, ' ');
}

/** Comments, quoted local parts and space about the @ stand in a field, and not in the addresses that are read from it. */
const readsOtherwise = /\(|"@|\s@|@\s/;

/** The searched fields of a message, one `name:value` a line, decoded, unfolded and in lower case. */
export function searchHeadersOf(structure: MessageStructure, envelope: Envelope): string {
  const lines: string[] = [];
  const others = new Set<string>();
  for (const { name, value } of structure.header) {
    if (value === null || !searchedFields.has(name)) continue;
    const text = fieldText(value);
    lines.push(`${name}:${text}`);
    if (readsOtherwise.test(text)) others.add(name);
  }
  // RFC 9051 §6.4.4: FROM, TO, CC and BCC look at the addresses of the envelope.
  for (const name of ['from', 'to', 'cc', 'bcc'] as const)
    if (others.has(name)) lines.push(`${name}:${foldedLine(envelope[name].flatMap(specsOf).join(', '))}`);
  return lines.join('\n');
}

function specsOf(address: Address): string[] {
  return address.kind === 'group' ? address.members.map(addressSpec) : [addressSpec(address)];
}

/** Whether a stored text of `searchHeadersOf` has the field with a value that contains `folded`. */
export function headersMatch(stored: string, field: string, folded: string): boolean {
  const prefix = `${field}:`;
  for (const line of stored.split('\n'))
    if (line.startsWith(prefix) && line.includes(folded, prefix.length)) return true;
  return false;
}
