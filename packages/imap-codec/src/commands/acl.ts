import type { CommandScanner } from '../command-scanner.ts';
import { readMailboxName } from '../grammar/mailbox-name.ts';
import { readAstring } from '../grammar/string.ts';
import { argumentError } from '../syntax-error.ts';

/** RFC 4314 §3.1. `rights` are letters as the client gave them, each once; `d` and `c` stand for others (§2.1.1). */
export interface SetAclRequest {
  readonly name: 'SETACL';
  readonly mailbox: string;
  readonly identifier: string;
  readonly change: 'replace' | 'add' | 'remove';
  readonly rights: string;
}

/** RFC 4314 §3.2, §3.4 */
export interface AclIdentifierRequest {
  readonly name: 'DELETEACL' | 'LISTRIGHTS';
  readonly mailbox: string;
  readonly identifier: string;
}

const known = 'lrswipkxteacd';

export function parseSetAcl(scanner: CommandScanner): SetAclRequest {
  const { mailbox, identifier } = readPair(scanner);
  scanner.expect(' ', 'before the rights');
  const given = readAstring(scanner, 'rights such as lrs, +w or -w');
  const [, sign = '', letters = ''] = /^([+-]?)(.*)$/s.exec(given) ?? [];
  // §3.1: an unknown right is refused with BAD, never left out.
  for (const letter of letters)
    if (!known.includes(letter))
      throw argumentError(`the right ${JSON.stringify(letter)} is unknown; known are ${[...known].join(' ')}`);
  const change = sign === '+' ? 'add' : sign === '-' ? 'remove' : 'replace';
  return { name: 'SETACL', mailbox, identifier, change, rights: [...new Set(letters)].join('') };
}

export function parseAclIdentifier(
  name: AclIdentifierRequest['name'],
): (scanner: CommandScanner) => AclIdentifierRequest {
  return (scanner) => ({ name, ...readPair(scanner) });
}

function readPair(scanner: CommandScanner): { readonly mailbox: string; readonly identifier: string } {
  scanner.expect(' ', 'before the mailbox name');
  const mailbox = readMailboxName(scanner);
  scanner.expect(' ', 'before the identifier');
  return { mailbox, identifier: readAstring(scanner, 'an identifier: a user, or anyone') };
}
