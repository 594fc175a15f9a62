import type { ImapSyntaxError } from '@relais/imap-codec';
import type { MailError, MailErrorCode } from '../../domain/mail/mail-error.ts';
import type { Completion } from './command.ts';
import type { StateKind } from './session-state.ts';

/** Response codes of RFC 5530, RFC 4314 and RFC 9208 for every refusal of the store; '' where none fits. */
const responseCodes: Record<MailErrorCode, string> = {
  'folder-not-found': 'NONEXISTENT',
  'folder-exists': 'ALREADYEXISTS',
  'folder-name-invalid': 'CANNOT',
  'folder-not-selectable': 'NONEXISTENT',
  'folder-has-children': 'HASCHILDREN',
  'folder-is-inbox': 'CANNOT',
  'folder-in-use': 'INUSE',
  'message-not-found': 'EXPUNGEISSUED',
  'message-too-large': 'TOOBIG',
  'message-malformed': 'CANNOT',
  'over-quota': 'OVERQUOTA',
  'keyword-limit': 'LIMIT',
  'folder-limit': 'LIMIT',
  'read-only': 'READ-ONLY',
  'no-permission': 'NOPERM',
  conflict: 'INUSE',
  limit: 'LIMIT',
  'not-supported': 'CANNOT',
  busy: 'INUSE',
  // RFC 5530: OVERQUOTA is the user's own quota; the server's disk is none of his.
  'storage-full': 'UNAVAILABLE',
  'storage-unavailable': 'UNAVAILABLE',
};

/** Commands that put messages somewhere: the client may create the folder and try again (RFC 3501 §7.1 TRYCREATE). */
const puttingCommands: ReadonlySet<string> = new Set(['APPEND', 'COPY', 'MOVE', 'REPLACE']);

export function refusal(error: MailError, command: string): Completion {
  const isTryCreate = error.code === 'folder-not-found' && puttingCommands.has(command);
  return {
    status: 'NO',
    code: isTryCreate ? 'TRYCREATE' : responseCodes[error.code],
    text: error.message,
  };
}

/** Exchange's numbered wording, and then the reason that its users miss (reference §6.1, §6.4). */
export function syntaxErrorText(error: ImapSyntaxError): string {
  const wording = error.code === 'argument' ? 'Command Argument Error. 11' : 'Command Error. 10';
  return `${wording} (${error.message})`;
}

export function invalidState(name: string, allowedIn: readonly StateKind[]): Completion {
  const why = allowedIn.includes('authenticated')
    ? 'needs a signed-in user'
    : allowedIn.includes('selected')
      ? 'needs a selected mailbox'
      : 'is only for connections that have not signed in';
  return { status: 'BAD', text: `Command received in Invalid state. (${name} ${why})` };
}

/** The administrator has taken this capability away, from the server or from this mailbox. */
export function switchedOff(capability: string): Completion {
  return { status: 'BAD', text: `Command Error. 10 (${capability} is switched off here)` };
}

/** RFC 2180 §4, RFC 5530: another session expunged what this one's client still has a number for. */
export const someAreGone: Completion = {
  status: 'NO',
  code: 'EXPUNGEISSUED',
  text: 'Some of the messages no longer exist.',
};

/** The storage is away or full; RFC 5530 §3: at LOGIN too, so that nobody is asked for another password. */
export const unavailable: Completion = { status: 'NO', code: 'UNAVAILABLE', text: 'Server Unavailable. 15' };

/** For everything that nobody expected: it is in the log under the connection's id. */
export const unexpected: Completion = { status: 'NO', code: 'SERVERBUG', text: 'Server Unavailable. 15' };
