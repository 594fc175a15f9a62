import type { CommandGrammar } from './commands/command-grammar.ts';
import { grammars } from './commands/index.ts';
import { type AddressLimits, usualAddressLimits } from './mailbox.ts';
import type { SmtpRequest } from './request.ts';
import { SmtpSyntaxError } from './syntax-error.ts';

const byVerb = new Map<string, CommandGrammar>(grammars.map((grammar) => [grammar.verb, grammar]));
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What a line of the client is as text; it may have UTF-8 in addresses (RFC 6531 §3.3). @throws SmtpSyntaxError */
export function lineText(line: Uint8Array): string {
  try {
    return utf8.decode(line);
  } catch {
    throw new SmtpSyntaxError(500, '5.5.2', 'The command holds bytes that are not UTF-8');
  }
}

/** Reads one command line, given without its CRLF. Verbs are read in any case. @throws SmtpSyntaxError */
export function readCommand(line: string, addresses: AddressLimits = usualAddressLimits): SmtpRequest {
  const end = line.indexOf(' ');
  const verb = (end === -1 ? line : line.slice(0, end)).toUpperCase();
  const grammar = byVerb.get(verb);
  if (grammar === undefined) throw new SmtpSyntaxError(500, '5.3.3', 'Unrecognized command');
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u0008\u000a-\u001f\u007f]/.test(line))
    throw new SmtpSyntaxError(501, '5.5.4', 'Invalid arguments: the command holds a control character');
  return grammar.read(end === -1 ? '' : line.slice(end + 1).trim(), { addresses });
}
