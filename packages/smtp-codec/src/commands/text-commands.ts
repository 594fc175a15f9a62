import type { TextRequest } from '../request.ts';
import type { CommandGrammar } from './command-grammar.ts';

function grammar(verb: TextRequest['verb']): CommandGrammar<TextRequest> {
  return { verb, read: (argument) => ({ verb, argument }) };
}

/** RFC 5321 §4.1.1.6 to §4.1.1.9: their argument is free text. */
export const vrfy = grammar('VRFY');
export const expn = grammar('EXPN');
export const help = grammar('HELP');
export const noop = grammar('NOOP');
