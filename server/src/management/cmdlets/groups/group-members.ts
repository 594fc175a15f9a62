import type { DistributionGroup, Recipient } from '../../../domain/directory/recipient.ts';
import { type CmdletContext, defineCmdlet } from '../../engine/cmdlet.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { requireAuthority } from '../permissions/require-authority.ts';
import { listParameters, selected } from '../recipients/list-parameters.ts';
import { mailboxTail } from '../recipients/mailbox-tail.ts';
import {
  addressOf,
  people,
  recipientTypeDetails,
  references,
  requireRecipient,
} from '../recipients/recipient-parameters.ts';
import { groupIdentity, groupRoles, requireGroupOwner } from './distribution-group.ts';

const member = {
  ...people('Member', 'A mailbox, contact or group.', 'Une boîte aux lettres, un contact ou un groupe.'),
  list: false,
  nullable: false,
};
const bypass = {
  name: 'BypassSecurityGroupManagerCheck',
  type: { kind: 'switch' } as const,
  withoutEffect: true,
  help: {
    en: 'Accepted and without effect: whoever has the role need not be an owner.',
    fr: 'Accepté et sans effet : qui a le rôle n’a pas à être propriétaire.',
  },
};

export const getDistributionGroupMember = defineCmdlet({
  name: 'Get-DistributionGroupMember',
  synopsis: { en: 'Shows the members of a group.', fr: 'Affiche les membres d’un groupe.' },
  parameters: [
    { ...groupIdentity, mandatory: true },
    ...listParameters.filter(({ name }) => name === 'ResultSize'),
    domainControllerParameter,
  ],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-DistributionGroupMember Sales',
      explanation: { en: 'Groups in it appear as such.', fr: 'Les groupes qu’il contient apparaissent tels quels.' },
    },
  ],
  defaultColumns: ['Name', 'RecipientType'],
  roles: [...groupRoles, 'Mail Recipients', 'View-Only Recipients'],
  async *run(context, parameters) {
    const { services } = context;
    const group = requireRecipient(services, parameters.get<string>('Identity') ?? '', 'group');
    yield* selected(context, parameters, group.members, (guid) => {
      const found = services.directory.findRecipient(guid);
      if (found === null) return null;
      const details = recipientTypeDetails(found);
      return {
        Alias: found.alias,
        DisplayName: found.displayName,
        PrimarySmtpAddress: addressOf(found) ?? '',
        RecipientType: details === 'SharedMailbox' ? 'UserMailbox' : details,
        RecipientTypeDetails: details,
        ...mailboxTail(services, found),
      };
    });
  },
});

export const addDistributionGroupMember = defineCmdlet({
  name: 'Add-DistributionGroupMember',
  synopsis: { en: 'Puts somebody into a group.', fr: 'Ajoute quelqu’un à un groupe.' },
  parameters: [
    { ...groupIdentity, mandatory: true },
    { ...member, mandatory: true },
    bypass,
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'Add-DistributionGroupMember Sales -Member bob@contoso.com',
      explanation: { en: 'Bob gets its mail too.', fr: 'Bob en reçoit aussi le courrier.' },
    },
  ],
  roles: groupRoles,
  async run(context, parameters) {
    const { services } = context;
    const group = requireRecipient(services, parameters.get<string>('Identity') ?? '', 'group');
    const added = requireRecipient(services, parameters.get<string>('Member') ?? '');
    requireGroupOwner(context, group);
    if (added.guid === group.guid) throw ownMember(group);
    if (group.members.includes(added.guid))
      throw new CmdletError({
        id: 'MemberAlreadyExistsException',
        category: 'ResourceExists',
        exception: 'MemberAlreadyExistsException',
        target: added.name,
        text: {
          en: `The recipient "${added.name}" is already a member of the group "${group.name}".`,
          fr: `Le destinataire « ${added.name} » est déjà membre du groupe « ${group.name} ».`,
        },
      });
    await changeMembers(context, group, (members) => [...members.filter((guid) => guid !== added.guid), added.guid], {
      en: `Adding "${added.name}" to the group "${group.name}".`,
      fr: `Ajout de « ${added.name} » au groupe « ${group.name} ».`,
    });
  },
});

export const removeDistributionGroupMember = defineCmdlet({
  name: 'Remove-DistributionGroupMember',
  synopsis: { en: 'Takes somebody out of a group.', fr: 'Retire quelqu’un d’un groupe.' },
  parameters: [
    { ...groupIdentity, mandatory: true },
    { ...member, mandatory: true },
    bypass,
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  confirmsByDefault: true,
  examples: [
    {
      command: 'Remove-DistributionGroupMember Sales -Member bob -Confirm:$false',
      explanation: { en: 'Without asking.', fr: 'Sans demander.' },
    },
  ],
  roles: groupRoles,
  async run(context, parameters) {
    const { services } = context;
    const group = requireRecipient(services, parameters.get<string>('Identity') ?? '', 'group');
    const removed: Recipient = requireRecipient(services, parameters.get<string>('Member') ?? '');
    requireGroupOwner(context, group);
    if (!group.members.includes(removed.guid))
      throw new CmdletError({
        id: 'MemberNotFoundException',
        category: 'ObjectNotFound',
        exception: 'MemberNotFoundException',
        target: removed.name,
        text: {
          en: `The recipient "${removed.name}" isn't a member of the group "${group.name}".`,
          fr: `Le destinataire « ${removed.name} » n’est pas membre du groupe « ${group.name} ».`,
        },
      });
    await changeMembers(context, group, (members) => members.filter((guid) => guid !== removed.guid), {
      en: `Removing "${removed.name}" from the group "${group.name}".`,
      fr: `Retrait de « ${removed.name} » du groupe « ${group.name} ».`,
    });
  },
});

export const updateDistributionGroupMember = defineCmdlet({
  name: 'Update-DistributionGroupMember',
  synopsis: { en: 'Replaces the members of a group.', fr: 'Remplace les membres d’un groupe.' },
  parameters: [
    { ...groupIdentity, mandatory: true },
    people('Members', 'All who are to be in it.', 'Tous ceux qui doivent en faire partie.'),
    bypass,
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  confirmsByDefault: true,
  examples: [
    {
      command: 'Update-DistributionGroupMember Sales -Members alice,bob',
      explanation: { en: 'These two and nobody else.', fr: 'Ces deux-là et personne d’autre.' },
    },
  ],
  roles: groupRoles,
  async run(context, parameters) {
    const { services } = context;
    const group = requireRecipient(services, parameters.get<string>('Identity') ?? '', 'group');
    requireGroupOwner(context, group);
    const members = references(services, parameters, 'Members', group.members) ?? [];
    if (members.includes(group.guid)) throw ownMember(group);
    await changeMembers(context, group, () => members, {
      en: `Replacing the ${group.members.length} members of the group "${group.name}" by ${members.length}.`,
      fr: `Remplacement des ${group.members.length} membres du groupe « ${group.name} » par ${members.length}.`,
    });
  },
});

async function changeMembers(
  context: CmdletContext,
  group: DistributionGroup,
  /** Who is in it then, of those who are in it when it is changed: several may change it at once. */
  change: (members: readonly string[]) => readonly string[],
  action: { readonly en: string; readonly fr: string },
): Promise<void> {
  const known = new Set(group.members);
  if (change(group.members).some((guid) => !known.has(guid))) requireAuthorityOverOpened(context, group);
  if (!context.shouldProcess(action)) return;
  let before = group.members;
  const { members } = await context.services.directory.updateGroup(group.guid, (current) => {
    before = current.members;
    return { members: change(before) };
  });
  // Who went and who came: both lists whole are 160 KB for 2,000 members, kept for good for each who comes.
  context.changed(group.name, {
    Members: [namesWithout(context, before, members), namesWithout(context, members, before)],
  });
}

/** By name, those of `members` who are not among `others`; `null`: nobody. */
function namesWithout(
  { services }: CmdletContext,
  members: readonly string[],
  others: readonly string[],
): readonly string[] | null {
  const known = new Set(others);
  const names = members
    .filter((guid) => !known.has(guid))
    .map((guid) => services.directory.findRecipient(guid)?.name ?? guid);
  return names.length === 0 ? null : names;
}

/** Whoever joins a group opens the mailboxes that are open to it: nobody lets people into those of people above him. */
function requireAuthorityOverOpened(context: CmdletContext, group: DistributionGroup): void {
  const { directory } = context.services;
  for (const mailbox of directory.mailboxes()) {
    const { fullAccess, sendAs, sendOnBehalf } = mailbox;
    if (directory.isAmong([...fullAccess, ...sendAs, ...sendOnBehalf], group.guid)) requireAuthority(context, mailbox);
  }
}

function ownMember(group: DistributionGroup): CmdletError {
  return new CmdletError({
    id: 'GroupIsItsOwnMember',
    category: 'InvalidArgument',
    exception: 'ArgumentException',
    target: group.name,
    text: {
      en: `The group "${group.name}" can't be a member of itself.`,
      fr: `Le groupe « ${group.name} » ne peut pas être membre de lui-même.`,
    },
  });
}
