import type { NewRecipient } from '../../domain/queue/queued-message.ts';

/**
 * RFC 5321 §4.4: the server that makes the final delivery writes the reverse-path at the top. The sender was read as an
 * address, so it holds no line end.
 */
export function returnPath(sender: string): Uint8Array {
  return Buffer.from(`Return-Path: <${sender.replace(/[\r\n\0]/g, '')}>\r\n`);
}

/**
 * RFC 8098 §2.3: it writes the address that the sender had given (ORCPT) beside it, for the receipt that the reader may send. One that cannot stand
 * in a line is left out.
 */
export function originalRecipient(given: NewRecipient['originalRecipient'] | undefined): Uint8Array {
  const value = given == null ? '' : `${given.type};${given.address}`;
  if (value === '' || value.length > 900 || /[^ -~]/.test(value)) return new Uint8Array(0);
  return Buffer.from(`Original-Recipient: ${value}\r\n`);
}
