import type { CommandScanner } from '../command-scanner.ts';
import { readAstring } from '../grammar/string.ts';

/** RFC 3501 §6.2.3 */
export interface LoginRequest {
  readonly name: 'LOGIN';
  readonly user: string;
  readonly password: string;
}

export function parseLogin(scanner: CommandScanner): LoginRequest {
  scanner.expect(' ', 'before the user name');
  const user = readAstring(scanner, 'a user name');
  scanner.expect(' ', 'between user name and password');
  return { name: 'LOGIN', user, password: readAstring(scanner, 'a password') };
}
