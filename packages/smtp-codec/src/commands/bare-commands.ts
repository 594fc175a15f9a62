import type { BareRequest } from '../request.ts';
import { badArguments } from '../syntax-error.ts';
import type { CommandGrammar } from './command-grammar.ts';

function grammar(verb: BareRequest['verb']): CommandGrammar<BareRequest> {
  return {
    verb,
    read(argument) {
      if (argument !== '') throw badArguments(`Invalid arguments: ${verb} takes none`);
      return { verb };
    },
  };
}

/** RFC 5321 §4.1.1.4, §4.1.1.5, §4.1.1.10 and RFC 3207 §4: no arguments. */
export const data = grammar('DATA');
export const rset = grammar('RSET');
export const quit = grammar('QUIT');
export const starttls = grammar('STARTTLS');
