import type { Mailbox } from './directory.ts';
import type { DirectoryIndex } from './directory-index.ts';
import type { DistributionGroup, MailContact } from './recipient.ts';
import type { RecipientIndex } from './recipient-index.ts';

/** A group as it gives way to its members: those in it itself, groups among them. */
export interface ExpandedGroup {
  readonly group: DistributionGroup;
  readonly members: readonly (Mailbox | MailContact | DistributionGroup)[];
}

/** A group and the groups in it, each once and before those in it; groups that hold each other end the walk. */
export function expansionOfGroup(
  index: DirectoryIndex,
  others: RecipientIndex,
  group: DistributionGroup,
): readonly ExpandedGroup[] {
  return groupsWithin(others, [group]).map((one) => ({
    group: one,
    members: one.members.flatMap((guid) => {
      const member = index.guid(guid) ?? others.guid(guid);
      return member === undefined || member.kind === 'mailboxless' ? [] : [member];
    }),
  }));
}

/** Mailboxes and contacts of a group and of the groups in it, each once. */
export function membersOf(
  index: DirectoryIndex,
  others: RecipientIndex,
  group: DistributionGroup,
): readonly (Mailbox | MailContact)[] {
  const members = new Map<string, Mailbox | MailContact>();
  for (const one of expansionOfGroup(index, others, group))
    for (const member of one.members) if (member.kind !== 'group') members.set(member.guid, member);
  return [...members.values()];
}

/** The groups themselves and those in them, at any depth. */
function groupsWithin(others: RecipientIndex, groups: readonly DistributionGroup[]): readonly DistributionGroup[] {
  const seen = new Map(groups.map((group) => [group.guid, group]));
  // A Map is walked in the order of insertion, also over what is inserted meanwhile.
  for (const group of seen.values()) {
    for (const guid of group.members) {
      const member = others.guid(guid);
      if (member?.kind === 'group' && !seen.has(member.guid)) seen.set(member.guid, member);
    }
  }
  return [...seen.values()];
}

/** Whether one of `references` is `guid` itself or a group that holds it at any depth. */
export function isAmong(others: RecipientIndex, references: readonly string[], guid: string): boolean {
  if (references.length === 0) return false;
  if (references.includes(guid)) return true;
  const groups = references.flatMap((reference) => {
    const other = others.guid(reference);
    return other?.kind === 'group' ? [other] : [];
  });
  return groupsWithin(others, groups).some(({ members }) => members.includes(guid));
}
