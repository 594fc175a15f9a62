import { defineCmdlet } from '../../engine/cmdlet.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { mailboxTail } from '../recipients/mailbox-tail.ts';
import { listParameters, selected } from '../recipients/list-parameters.ts';
import {
  matchesRecipientAnr,
  matchRecipients,
  people,
  recipientTypeDetails,
  requireRecipient,
} from '../recipients/recipient-parameters.ts';
import { groupIdentity, groupObject, groupRoles } from './distribution-group.ts';

export const getDistributionGroup = defineCmdlet({
  name: 'Get-DistributionGroup',
  synopsis: { en: 'Shows distribution groups.', fr: 'Affiche des groupes de distribution.' },
  parameters: [
    { ...groupIdentity, nullable: true, wildcards: true },
    ...listParameters,
    {
      ...people('ManagedBy', 'Only those that this person owns.', 'Seulement ceux que possède cette personne.'),
      list: false,
      nullable: false,
    },
    {
      name: 'RecipientTypeDetails',
      type: {
        kind: 'enum',
        values: [{ name: 'MailUniversalDistributionGroup' }, { name: 'MailUniversalSecurityGroup' }],
      },
      list: true,
      help: { en: 'Only these kinds.', fr: 'Seulement ces types.' },
    },
    domainControllerParameter,
  ],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-DistributionGroup -ManagedBy alice',
      explanation: { en: 'What Alice owns.', fr: 'Ce que possède Alice.' },
    },
    {
      command: 'Get-DistributionGroup -Filter "Members -eq \'alice@contoso.com\'"',
      explanation: { en: 'What Alice is in.', fr: 'Ce dont Alice est membre.' },
    },
  ],
  defaultColumns: ['Name', 'DisplayName', 'GroupType', 'PrimarySmtpAddress'],
  roles: [...groupRoles, 'Mail Recipients', 'View-Only Recipients'],
  async *run(context, parameters) {
    const { services } = context;
    const anr = parameters.get<string>('Anr');
    const kinds = parameters.list<string>('RecipientTypeDetails', []);
    const owner = parameters.get<string>('ManagedBy');
    const ownerGuid = owner === undefined ? null : requireRecipient(services, owner).guid;
    const found = matchRecipients(services, parameters.get<string | null>('Identity') ?? undefined, 'group')
      .filter((group) => kinds === undefined || kinds.includes(recipientTypeDetails(group)))
      .filter(({ managedBy }) => ownerGuid === null || managedBy.includes(ownerGuid));
    yield* selected(
      context,
      parameters,
      found,
      (group) => (anr === undefined || matchesRecipientAnr(group, anr) ? groupObject(services, group) : null),
      ({ Guid }) => ({ Members: memberNames(services, String(Guid)) }),
    );
  },
});

/** Every name by which a filter may mean a member: Exchange knows only the distinguished one. */
function memberNames(services: ManagementServices, guid: string): readonly string[] {
  const group = services.directory.findRecipient(guid);
  if (group?.kind !== 'group') return [];
  return group.members.flatMap((one) => {
    const member = services.directory.findRecipient(one);
    if (member === null) return [];
    const { DistinguishedName, Identity } = mailboxTail(services, member);
    return [String(DistinguishedName), String(Identity), member.name, member.guid, ...member.emailAddresses];
  });
}
