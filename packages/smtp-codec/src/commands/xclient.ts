import type { XclientRequest } from '../request.ts';
import { badArguments } from '../syntax-error.ts';
import { isHelloName } from './hello.ts';
import { decodeXtext } from '../xtext.ts';
import type { CommandGrammar } from './command-grammar.ts';

const names = new Set(['NAME', 'ADDR', 'PORT', 'PROTO', 'HELO', 'LOGIN', 'DESTADDR', 'DESTPORT']);

/** Postfix's XCLIENT: `attribute=value …`, values in xtext; [UNAVAILABLE] and [TEMPUNAVAIL] for what is not known. */
export const xclient: CommandGrammar<XclientRequest> = {
  verb: 'XCLIENT',
  read(argument) {
    const attributes = new Map<string, string | null>();
    for (const word of argument.split(/ +/)) {
      const [, name = '', text = ''] = /^([A-Za-z]+)=(.+)$/.exec(word) ?? [];
      const attribute = name.toUpperCase();
      const value = /^\[(?:UNAVAILABLE|TEMPUNAVAIL)\]$/i.test(text) ? null : decodeXtext(text);
      const isBad = !names.has(attribute) || attributes.has(attribute);
      if (isBad || (value === null && !text.startsWith('[')))
        throw badArguments('Invalid arguments: write XCLIENT NAME=value, once or more');
      // oxlint-disable-next-line no-control-regex
      if (value !== null && /[\u0000-\u001f\u007f-\u009f]/.test(value))
        throw badArguments(`Invalid arguments: ${attribute} holds a control character`);
      // It comes to stand in Received: what EHLO would not have taken is as if nothing had been said.
      const isHello = attribute !== 'HELO' || value === null || isHelloName(value);
      attributes.set(attribute, isHello ? value : null);
    }
    return { verb: 'XCLIENT', attributes };
  },
};
