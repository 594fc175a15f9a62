import type { AddressLimits } from '../mailbox.ts';
import type { SmtpRequest } from '../request.ts';

export interface GrammarOptions {
  readonly addresses: AddressLimits;
}

/** How one command is read: `argument` is what follows the verb and a space, without spaces at its end. */
export interface CommandGrammar<R extends SmtpRequest = SmtpRequest> {
  readonly verb: R['verb'];
  /** @throws SmtpSyntaxError */
  read(argument: string, options: GrammarOptions): R;
}
