import { multilineEnd } from '@relais/pop3-codec';
import type { Maildrop, MaildropMessage } from './maildrop.ts';
import type { Output } from './output.ts';

/** Lines that are put together before they are written: one by one they cost more than what stands in them. */
const pieceLength = 16_384;

/** A line of `lineOf` for each message (RFC 1939 §3). A line begins with the message's number, so none has to be dot-stuffed. */
export async function writeListing(
  output: Output,
  maildrop: Maildrop,
  lineOf: (message: MaildropMessage) => string,
): Promise<void> {
  let lines = '';
  for (const message of maildrop.messages()) {
    lines += `${lineOf(message)}\r\n`;
    if (lines.length < pieceLength) continue;
    output.text(lines);
    lines = '';
    await output.makeRoom();
  }
  output.text(lines + multilineEnd);
}
