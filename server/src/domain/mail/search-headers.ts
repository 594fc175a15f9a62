import { decodeHeader, type MessageStructure } from '@relais/mime';

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
  // NUL cannot stand in a text value of PostgreSQL.
  return foldText(decodeHeader(value)).replace(/[\t\n\r\0]/g, ' ');
}

/** The searched fields of a message, one `name:value` a line, decoded, unfolded and in lower case. */
export function searchHeadersOf(structure: MessageStructure): string {
  const lines: string[] = [];
  for (const field of structure.header)
    if (field.value !== null && searchedFields.has(field.name)) lines.push(`${field.name}:${fieldText(field.value)}`);
  return lines.join('\n');
}

/** Whether a stored text of `searchHeadersOf` has the field with a value that contains `folded`. */
export function headersMatch(stored: string, field: string, folded: string): boolean {
  const prefix = `${field}:`;
  for (const line of stored.split('\n'))
    if (line.startsWith(prefix) && line.includes(folded, prefix.length)) return true;
  return false;
}
