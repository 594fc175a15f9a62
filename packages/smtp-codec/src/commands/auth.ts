import type { AuthRequest } from '../request.ts';
import { badArguments, SmtpSyntaxError } from '../syntax-error.ts';
import type { CommandGrammar } from './command-grammar.ts';

/** RFC 4954 §4 */
export const auth: CommandGrammar<AuthRequest> = {
  verb: 'AUTH',
  read(argument) {
    const match = /^([A-Za-z0-9_-]{1,20})(?: +(\S+))?$/.exec(argument);
    if (match?.[1] === undefined)
      throw badArguments('Invalid arguments: write AUTH <mechanism> or AUTH <mechanism> <base64>');
    const response = match[2];
    // Whether its length is right is for the mechanism to say.
    if (response !== undefined && !/^(?:=|[A-Za-z0-9+/]+={0,2})$/.test(response))
      throw new SmtpSyntaxError(501, '5.5.2', 'Cannot decode the initial response: it must be base64');
    return {
      verb: 'AUTH',
      mechanism: match[1].toUpperCase(),
      initialResponse: response === undefined ? null : response === '=' ? '' : response,
    };
  },
};
