import { everyRight, type Rights, rightLetters, rightsOf } from '../mail/rights.ts';

/**
 * Exchange's roles for a folder as rights of RFC 4314, the least first. "Own items only" cannot be told apart here: whoever
 * may change messages may change all of them, so the Author roles may file and not delete.
 */
export const folderRoles = {
  None: '',
  Contributor: 'i',
  Reviewer: 'lr',
  NonEditingAuthor: 'lri',
  Author: 'lrsi',
  PublishingAuthor: 'lrsik',
  Editor: 'lrswite',
  PublishingEditor: 'lrswikxte',
  Owner: everyRight.join(''),
} as const;

export type FolderRole = keyof typeof folderRoles;

/** The role that has exactly these rights; `null`: none has. */
export function roleOf(rights: Rights): FolderRole | null {
  const letters = rightLetters(rights);
  const found = Object.entries(folderRoles).find(([, held]) => rightLetters(rightsOf(held)) === letters);
  return (found?.[0] as FolderRole | undefined) ?? null;
}
