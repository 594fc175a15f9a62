import { addressLiteralFault, domainFault } from '../domain.ts';
import type { HelloRequest } from '../request.ts';
import { SmtpSyntaxError } from '../syntax-error.ts';
import type { CommandGrammar } from './command-grammar.ts';

function grammar(verb: HelloRequest['verb']): CommandGrammar<HelloRequest> {
  return {
    verb,
    read(argument) {
      if (argument === '') return { verb, client: null };
      if (!isHelloName(argument)) throw new SmtpSyntaxError(501, '5.5.4', 'Invalid domain name');
      return { verb, client: argument };
    },
  };
}

/** RFC 5321 §4.1.1.1; U-labels have no place here (RFC 6531 §3.7.1). */
export function isHelloName(text: string): boolean {
  const fault = text.startsWith('[') ? addressLiteralFault(text) : domainFault(text);
  return fault === null && /^[!-~]+$/.test(text);
}

/** RFC 5321 §4.1.1.1 */
export const ehlo = grammar('EHLO');
export const helo = grammar('HELO');
/** RFC 2033 §4.1 */
export const lhlo = grammar('LHLO');
