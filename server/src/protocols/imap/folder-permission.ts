import type { FolderSummary } from '../../domain/mail/account-store.ts';
import { flagBits } from '../../domain/mail/flags.ts';
import { MailError } from '../../domain/mail/mail-error.ts';
import { allRights, flagMaskOf, type Right } from '../../domain/mail/rights.ts';
import type { SelectedFolder } from './selected-folder.ts';

/** @throws MailError 'no-permission' */
export function requireRight({ name, rights = allRights }: FolderSummary, right: Right): void {
  if (!rights.has(right))
    throw new MailError('no-permission', `You do not have the right ${right} in "${name}" (RFC 4314).`);
}

// RFC 4314 §5.2: READ-WRITE when any of these can be used while the mailbox is selected.
export function mayChange({ rights = allRights }: Pick<FolderSummary, 'rights'>): boolean {
  return (['s', 'w', 'i', 't', 'e'] as const).some((right) => rights.has(right));
}

const systemFlags: ReadonlyMap<string, number> = new Map([
  ['\\answered', flagBits.answered],
  ['\\flagged', flagBits.flagged],
  ['\\deleted', flagBits.deleted],
  ['\\seen', flagBits.seen],
  ['\\draft', flagBits.draft],
]);

/** Of the names of a folder's flags those that this user may change (RFC 4314 §5.2), and whether he may make new ones. */
export function permanentFlags(folder: SelectedFolder, names: string): string {
  if (folder.isReadOnly) return '';
  if (folder.rights === allRights) return `${names} \\*`;
  const mask = flagMaskOf(folder.rights);
  const allowed = names.split(' ').filter((name) => {
    const bit = systemFlags.get(name.toLowerCase());
    return bit === undefined ? mask.keywords : (bit & mask.bits) !== 0;
  });
  return [...allowed, ...(mask.keywords ? ['\\*'] : [])].join(' ');
}
