import { isUtf8 } from 'node:buffer';

/**
 * - `unknown-command`: the name after the tag is not one of the table
 * - `argument`: the command is known, what follows is not its grammar
 * - `mailbox-name`: the grammar is right, and no mailbox can have the name that is asked for
 * - `line`: no command could be made out at all (no tag, control characters)
 * - `too-long`: a limit of limits.ts was passed; the reason names it
 */
export type SyntaxErrorCode = 'unknown-command' | 'argument' | 'mailbox-name' | 'line' | 'too-long';

/** The only exception that the codec throws: what a client sent is not IMAP, with the reason in words. */
export class ImapSyntaxError extends Error {
  readonly code: SyntaxErrorCode;

  constructor(code: SyntaxErrorCode, reason: string) {
    super(reason);
    this.name = 'ImapSyntaxError';
    this.code = code;
  }
}

export function argumentError(reason: string): ImapSyntaxError {
  return new ImapSyntaxError('argument', reason);
}

/** `name` as it came; `rule`: the one that it breaks, as a sentence about "it". */
export function mailboxNameError(name: string, rule: string): ImapSyntaxError {
  return new ImapSyntaxError('mailbox-name', `${shown(name)} cannot name a folder: ${rule}`);
}

/**
 * A piece of client input (Latin-1 text of wire bytes) for an error message: printable, short, never able to break a
 * response line. What is no UTF-8 is shown as question marks.
 */
export function shown(text: string): string {
  const bytes = Buffer.from(text, 'latin1');
  const readable = isUtf8(bytes) ? bytes.toString('utf8') : text.replace(/[\x80-\xff]/g, '?');
  const characters = [...readable.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?').replace(/["\\]/g, "'")];
  return `"${characters.length > 40 ? `${characters.slice(0, 40).join('')}...` : characters.join('')}"`;
}
