import type { ParsedCommand, ResponseCode } from '@relais/pop3-codec';
import type { MailError, MailErrorCode } from '../../domain/mail/mail-error.ts';
import type { AdmissionRefusal } from '../../services/admission/live-sessions.ts';
import type { SignInResult } from '../../services/authentication/authenticator.ts';
import type { Completion } from './command.ts';
import type { Found } from './maildrop.ts';
import { limitText, replyTexts, throttledText } from './reply-texts.ts';

/**
 * Response codes for every refusal of the store (RFC 2449 §8.1.1, RFC 3206 §4); null where the text must do.
 * SYS/TEMP: try again later; SYS/PERM: somebody must do something first.
 */
const responseCodes: Record<MailErrorCode, ResponseCode | null> = {
  'folder-not-found': 'SYS/PERM',
  'folder-exists': 'SYS/PERM',
  'folder-name-invalid': 'SYS/PERM',
  'folder-not-selectable': 'SYS/PERM',
  'folder-has-children': 'SYS/PERM',
  'folder-is-inbox': 'SYS/PERM',
  'folder-in-use': 'IN-USE',
  'message-not-found': null,
  'message-too-large': 'SYS/PERM',
  'message-malformed': 'SYS/PERM',
  'over-quota': 'SYS/PERM',
  'keyword-limit': 'SYS/PERM',
  'folder-limit': 'SYS/PERM',
  'read-only': 'SYS/PERM',
  'no-permission': 'SYS/PERM',
  conflict: 'SYS/TEMP',
  limit: 'SYS/TEMP',
  'not-supported': 'SYS/PERM',
  busy: 'SYS/TEMP',
  'storage-full': 'SYS/TEMP',
  'storage-unavailable': 'SYS/TEMP',
};

function error(text: Extract<Completion, { status: 'ERR' }>['text'], code?: ResponseCode | null): Completion {
  return code ? { status: 'ERR', code, text } : { status: 'ERR', text };
}

export function refusal({ code, message }: MailError): Completion {
  return error(message, responseCodes[code]);
}

/** RFC 3206 §4: AUTH only where the credentials are the problem. */
export function signInRefusal(result: Exclude<SignInResult, { kind: 'signed-in' }>): Completion {
  switch (result.kind) {
    case 'bad-credentials':
      return error(replyTexts.logonFailure, 'AUTH');
    case 'protocol-disabled':
      return error(replyTexts.protocolDisabled, 'SYS/PERM');
    case 'app-password-required':
    case 'second-factor-required':
      return error(replyTexts.appPasswordRequired, 'AUTH');
    case 'account-disabled':
      return error(replyTexts.accountDisabled, 'AUTH');
    case 'throttled':
      return error(throttledText(result.retryAfterMs), 'LOGIN-DELAY');
  }
}

export function admissionRefusal({ limit, value }: AdmissionRefusal): Completion {
  return error(limitText(limit, value), 'SYS/TEMP');
}

export function noMessage(number: number, found: Exclude<Found, { kind: 'message' }>): Completion {
  if (found.kind === 'deleted') {
    return error({
      en: `Message ${number} is marked as deleted; RSET would bring it back.`,
      fr: `Le message ${number} est marqué comme supprimé ; RSET le rétablirait.`,
    });
  }
  return error(
    found.last === 0
      ? {
          en: `There is no message ${number}: the maildrop is empty.`,
          fr: `Pas de message ${number} : la boîte est vide.`,
        }
      : {
          en: `There is no message ${number}: the last one is ${found.last}.`,
          fr: `Pas de message ${number} : le dernier est le ${found.last}.`,
        },
  );
}

export const maildropInUse: Completion = error(replyTexts.maildropInUse, 'IN-USE');
export const invalidState: Completion = error(replyTexts.invalidState);
export const needsTls: Completion = error(replyTexts.needsTls);

/** Exchange's numbered wording, and then the reason. */
export function syntaxRefusal(parsed: Exclude<ParsedCommand, { kind: 'request' }>): Completion {
  switch (parsed.kind) {
    case 'bad-arguments':
      return error({
        en: `Protocol error. 18 (The form is: ${parsed.usage})`,
        fr: `Erreur de protocole. 18 (La forme est : ${parsed.usage})`,
      });
    case 'unknown-command':
      return error({
        en: `Protocol error. 18 (${parsed.verb === '' ? 'The line is empty' : `${parsed.verb} is no command of POP3 here`}; CAPA lists what there is.)`,
        fr: `Erreur de protocole. 18 (${parsed.verb === '' ? 'La ligne est vide' : `${parsed.verb} n’est pas une commande POP3 ici`} ; CAPA donne la liste.)`,
      });
    case 'bad-characters':
      return error({
        en: 'Protocol error. 18 (A command is one line of UTF-8 without control characters.)',
        fr: 'Erreur de protocole. 18 (Une commande est une ligne en UTF-8 sans caractères de contrôle.)',
      });
  }
}

export function tooLong(limit: number): Completion {
  return error({
    en: `Protocol error. 18 (A command has at most ${limit} bytes, line break included: MaxCommandSize.)`,
    fr: `Erreur de protocole. 18 (Une commande a au plus ${limit} octets, fin de ligne comprise : MaxCommandSize.)`,
  });
}

/** For everything that nobody expected: it is in the log under the connection's id. */
export const unexpected: Completion = error(replyTexts.unexpected, 'SYS/TEMP');
