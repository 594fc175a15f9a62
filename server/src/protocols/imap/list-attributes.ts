import type { FolderSummary } from '../../domain/mail/account-store.ts';
import { attributeOf } from './special-use.ts';

/** What LIST says of a folder; `folder` is undefined for a name that is none (RFC 5258 §3). */
export function listAttributes(
  folder: FolderSummary | undefined,
  { isSubscribed, hasChildren }: { readonly isSubscribed: boolean; readonly hasChildren: boolean },
): string[] {
  const found: string[] = [];
  // RFC 5258 §3: \NonExistent implies \Noselect, and only LIST as this RFC extends it tells of such names.
  if (folder === undefined) found.push('\\NonExistent');
  else if (!folder.selectable) found.push('\\Noselect');
  if (isSubscribed) found.push('\\Subscribed');
  found.push(hasChildren ? '\\HasChildren' : '\\HasNoChildren');
  const use = attributeOf(folder?.specialUse ?? null);
  if (use !== undefined) found.push(use);
  return found;
}
