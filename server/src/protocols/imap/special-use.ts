import type { SpecialUse } from '../../domain/mail/account-store.ts';

/** RFC 6154 §2; \Important RFC 8457. INBOX needs no attribute: its name says it. */
const specialUseAttributes: Record<Exclude<SpecialUse, 'inbox'>, string> = {
  all: '\\All',
  archive: '\\Archive',
  drafts: '\\Drafts',
  flagged: '\\Flagged',
  important: '\\Important',
  junk: '\\Junk',
  sent: '\\Sent',
  trash: '\\Trash',
};

export function attributeOf(use: SpecialUse | null): string | undefined {
  return use === null || use === 'inbox' ? undefined : specialUseAttributes[use];
}

/** Undefined: an attribute that nobody knows. */
export function specialUseOf(attribute: string): SpecialUse | undefined {
  const found = Object.entries(specialUseAttributes).find(([, name]) => name.toLowerCase() === attribute.toLowerCase());
  return found?.[0] as SpecialUse | undefined;
}
