import { defineCmdlet } from '../../engine/cmdlet.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { listParameters, selected } from '../recipients/list-parameters.ts';
import { mailboxIdentityText } from '../recipients/mailbox-tail.ts';
import { requireRoleGroup, roleGroupIdentity } from './find-role-group.ts';

export const getRoleGroupMember = defineCmdlet({
  name: 'Get-RoleGroupMember',
  synopsis: { en: 'Shows who is in a role group.', fr: 'Affiche les membres d’un groupe de rôles.' },
  parameters: [
    { ...roleGroupIdentity, mandatory: true },
    ...listParameters.filter(({ name }) => name === 'ResultSize'),
    domainControllerParameter,
  ],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-RoleGroupMember "Organization Management"',
      explanation: { en: 'The administrators.', fr: 'Les administrateurs.' },
    },
  ],
  defaultColumns: ['Name', 'RecipientType'],
  roles: ['Role Management', 'View-Only Configuration'],
  async *run(context, parameters) {
    const { services } = context;
    const group = requireRoleGroup(services, parameters.get<string>('Identity') ?? '');
    const members = services.directory.mailboxes().filter(({ roleGroups }) => roleGroups.includes(group.name));
    yield* selected(context, parameters, members, (mailbox) => ({
      Name: mailbox.name,
      RecipientType: 'UserMailbox',
      Alias: mailbox.alias,
      PrimarySmtpAddress: mailbox.emailAddresses[0] ?? '',
      Identity: mailboxIdentityText(services, mailbox),
      Guid: mailbox.guid,
    }));
  },
});
