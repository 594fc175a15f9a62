import type { CommandScanner } from '../command-scanner.ts';
import { readWord } from '../grammar/atom.ts';
import { argumentError } from '../syntax-error.ts';

/** RFC 3501 §6.2.2 with the initial response of RFC 4959. */
export interface AuthenticateRequest {
  readonly name: 'AUTHENTICATE';
  readonly mechanism: string;
  readonly initialResponse?: Buffer;
}

const base64Pattern = /=|[A-Za-z0-9+/]*={0,2}/y;

export function parseAuthenticate(scanner: CommandScanner): AuthenticateRequest {
  scanner.expect(' ', 'before the mechanism');
  const mechanism = readWord(scanner, 'a SASL mechanism such as PLAIN');
  if (!scanner.skip(' ')) return { name: 'AUTHENTICATE', mechanism };
  return {
    name: 'AUTHENTICATE',
    mechanism,
    initialResponse: decodeSaslBase64(scanner.require(base64Pattern, 'base64')),
  };
}

/** One SASL message: base64, or `=` for an empty one (RFC 4959 §3). */
export function decodeSaslBase64(text: string): Buffer {
  if (text === '=' || text === '') return Buffer.alloc(0);
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) {
    throw argumentError('the SASL response is not base64');
  }
  return Buffer.from(text, 'base64');
}
