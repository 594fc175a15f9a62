import type { BdatRequest } from '../request.ts';
import { badArguments } from '../syntax-error.ts';
import type { CommandGrammar } from './command-grammar.ts';

/** RFC 3030 §2 */
export const bdat: CommandGrammar<BdatRequest> = {
  verb: 'BDAT',
  read(argument) {
    const match = /^(\d{1,15})(?: +(last))?$/i.exec(argument);
    if (match === null) throw badArguments('Invalid arguments: write BDAT <octets> or BDAT <octets> LAST');
    return { verb: 'BDAT', size: Number(match[1]), last: match[2] !== undefined };
  },
};
