import { requestJson } from '@relais/browser-frame/server/request.ts';

/** Exchange's roles for a folder, the least first. */
export const folderRoles = [
  'None',
  'Contributor',
  'Reviewer',
  'NonEditingAuthor',
  'Author',
  'PublishingAuthor',
  'Editor',
  'PublishingEditor',
  'Owner',
] as const;

export type FolderRole = (typeof folderRoles)[number];

export interface FolderPermission {
  /** An address, or `anyone`. */
  readonly user: string;
  readonly name: string | null;
  /** `null`: rights that no role has exactly. */
  readonly role: FolderRole | null;
  /** RFC 4314's letters. */
  readonly rights: string;
}

const pathOf = (mailboxId: string) => `/api/folders/${encodeURIComponent(mailboxId)}/permissions`;

export async function folderPermissions(mailboxId: string): Promise<readonly FolderPermission[]> {
  return (await requestJson<{ value: readonly FolderPermission[] }>(pathOf(mailboxId))).value;
}

/** `null` takes them away. All of the folder's, as they are then. */
export async function setFolderPermission(
  mailboxId: string,
  user: string,
  role: FolderRole | null,
): Promise<readonly FolderPermission[]> {
  return (await requestJson<{ value: readonly FolderPermission[] }>(pathOf(mailboxId), { user, role })).value;
}
