import type { CommandScanner } from '../command-scanner.ts';
import { readMailboxName } from '../grammar/mailbox-name.ts';

/** RFC 3501 §6.3.5 */
export interface RenameRequest {
  readonly name: 'RENAME';
  readonly from: string;
  readonly to: string;
}

export function parseRename(scanner: CommandScanner): RenameRequest {
  scanner.expect(' ', 'before the mailbox name');
  const from = readMailboxName(scanner);
  scanner.expect(' ', 'before the new name');
  return { name: 'RENAME', from, to: readMailboxName(scanner, 'the new mailbox name') };
}
