import { readParameters, requireValue, unknownParameter } from '../esmtp-parameters.ts';
import { readForwardPath } from '../path.ts';
import type { NotifyOn, RecipientRequest } from '../request.ts';
import { badArguments } from '../syntax-error.ts';
import { decodeUnitext, decodeXtext } from '../xtext.ts';
import type { CommandGrammar } from './command-grammar.ts';

/** RFC 5321 §4.1.1.3, with the parameters of RFC 3461. */
export const rcpt: CommandGrammar<RecipientRequest> = {
  verb: 'RCPT',
  read(argument, { addresses }) {
    const keyword = /^to[ \t]*:/i.exec(argument)?.[0];
    if (keyword === undefined) throw badArguments('Invalid arguments: write RCPT TO:<user@example.org>');
    const { path, rest } = readForwardPath(argument.slice(keyword.length), addresses);
    let notify: RecipientRequest['notify'] = null;
    let originalRecipient: RecipientRequest['originalRecipient'] = null;
    for (const [name, value] of readParameters(rest)) {
      if (name === 'NOTIFY') notify = readNotify(requireValue(name, value));
      else if (name === 'ORCPT') originalRecipient = readOriginalRecipient(requireValue(name, value));
      else throw unknownParameter(name);
    }
    return { verb: 'RCPT', to: path, notify, originalRecipient };
  },
};

/** The value of NOTIFY (RFC 3461 §4.1): NEVER stands alone. @throws SmtpSyntaxError */
export function readNotify(value: string): readonly NotifyOn[] {
  const words = value.toLowerCase().split(',');
  if (words.length === 1 && words[0] === 'never') return [];
  const valid = words.every((word) => word === 'success' || word === 'failure' || word === 'delay');
  if (!valid || new Set(words).size !== words.length)
    throw badArguments('Invalid arguments: NOTIFY is NEVER, or SUCCESS, FAILURE and DELAY with commas');
  return words as NotifyOn[];
}

/** The value of ORCPT (RFC 3461 §4.2): at most 500 characters of xtext; RFC 6533 §3 for utf-8. @throws SmtpSyntaxError */
export function readOriginalRecipient(value: string): { type: string; address: string } {
  const [, type, text = ''] = /^([A-Za-z0-9-]+);(.*)$/u.exec(value) ?? [];
  const address = type?.toLowerCase() === 'utf-8' ? decodeUnitext(text) : decodeXtext(text);
  // What it decodes to may reach a delivery report: no line ends there.
  if (type === undefined || address === null || address === '' || value.length > 500 || hasControl(address)) {
    throw badArguments('Invalid arguments: ORCPT is rfc822; and an address in xtext');
  }
  return { type, address };
}

function hasControl(text: string): boolean {
  // oxlint-disable-next-line no-control-regex
  return /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(text);
}
