import { MailError } from './mail-error.ts';
import type { StoreLimits } from './store-limits.ts';

export const separator = '/';

/** A name as the store keeps and compares it: Unicode NFC, the first level INBOX in any case as `INBOX`. */
export function canonicalName(name: string): string {
  const normal = name.normalize('NFC');
  // RFC 9051 §5.1: INBOX is one name in any case; folders under it follow.
  return /^inbox(?:\/|$)/i.test(normal) ? `INBOX${normal.slice(5)}` : normal;
}

/**
 * The canonical form of a name for a new folder.
 * @throws MailError 'folder-name-invalid' with the rule that it breaks.
 */
export function requireFolderName(name: string, limits: StoreLimits): string {
  // RFC 9051 §6.3.4: a separator at the end only says that folders will stand under it.
  const canonical = canonicalName(name.endsWith(separator) ? name.slice(0, -1) : name);
  const refuse = (rule: string): never => {
    throw new MailError('folder-name-invalid', `${JSON.stringify(name.slice(0, 200))} cannot name a folder: ${rule}`);
  };
  if (canonical === '') refuse('it is empty.');
  if (!canonical.isWellFormed()) refuse('it is not valid Unicode.');
  // Controls, line and paragraph separators, and marks that make a name look like another one.
  if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/.test(canonical))
    refuse('it holds a control character or an invisible mark.');
  if (/[*%]/.test(canonical)) refuse('"*" and "%" stand for other names in LIST (RFC 9051, section 6.3.9).');
  const levels = canonical.split(separator);
  if (levels.some((level) => level === '')) refuse('a level between two "/" is empty.');
  if (levels.some((level) => level === '.' || level === '..')) refuse('"." and ".." are no levels.');
  if (levels.some((level) => level !== level.trim())) refuse('a level begins or ends with a space.');
  if (levels.length > limits.maxFolderDepth)
    refuse(`it has ${levels.length} levels; at most ${limits.maxFolderDepth} are kept.`);
  if (Buffer.byteLength(canonical) > limits.maxFolderNameBytes)
    refuse(`it takes more than ${limits.maxFolderNameBytes} bytes.`);
  return canonical;
}

/** `a/b/c` → `a`, `a/b`. */
export function parentNames(name: string): string[] {
  const parents: string[] = [];
  for (let at = name.indexOf(separator); at >= 0; at = name.indexOf(separator, at + 1)) parents.push(name.slice(0, at));
  return parents;
}
