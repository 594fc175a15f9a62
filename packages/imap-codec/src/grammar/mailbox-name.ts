import type { CommandScanner } from '../command-scanner.ts';
import { mailboxNameError } from '../syntax-error.ts';
import { decodeModifiedUtf7 } from './modified-utf7.ts';
import { readAstringBytes } from './string.ts';

/** A mailbox name as people read it (Unicode). INBOX in any case is `INBOX` (RFC 3501 §5.1). */
export function readMailboxName(scanner: CommandScanner, what = 'a mailbox name'): string {
  const name = decodeMailboxName(readAstringBytes(scanner, what), scanner.options.utf8);
  return /^inbox$/i.test(name) ? 'INBOX' : name;
}

const utf8Decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Bytes of a name, in either spelling. 8-bit bytes are taken as UTF-8 in every mode: RFC 3501 forbids them, clients
 * send them, and there is no other meaning that they could have.
 */
export function decodeMailboxName(bytes: Buffer, utf8: boolean): string {
  const text = bytes.toString('latin1');
  const isAscii = !/[\x80-\xff]/.test(text);
  if (isAscii && !utf8) return decodeModifiedUtf7(refuseControls(text));
  try {
    return refuseControls(utf8Decoder.decode(bytes));
  } catch (error) {
    if (error instanceof TypeError) throw mailboxNameError(text, 'it is neither modified UTF-7 nor UTF-8.');
    throw error;
  }
}

function refuseControls(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
  if (/[\0-\x1f\x7f]/.test(name)) throw mailboxNameError(name, 'it holds a control character or an invisible mark.');
  return name;
}
