import { defineCmdlet } from '../../engine/cmdlet.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import { organizationManagement } from '../../engine/roles.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { requireMailbox } from '../recipients/find-mailbox.ts';
import { requireRoleGroup, roleGroupIdentity } from './find-role-group.ts';
import { refuseLastAdministrator } from './last-administrator.ts';
import { bypassManagerParameter, requireGroupManager } from './role-group-manager.ts';

export const removeRoleGroupMember = defineCmdlet({
  name: 'Remove-RoleGroupMember',
  synopsis: { en: 'Takes the roles of a group from somebody.', fr: 'Retire à quelqu’un les rôles d’un groupe.' },
  parameters: [
    { ...roleGroupIdentity, mandatory: true },
    {
      name: 'Member',
      type: { kind: 'identity', of: 'Mailbox' },
      mandatory: true,
      help: { en: 'Whose mailbox.', fr: 'La boîte aux lettres de la personne.' },
    },
    bypassManagerParameter,
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  confirmsByDefault: true,
  examples: [
    {
      command: 'Remove-RoleGroupMember "Server Management" -Member alice',
      explanation: { en: 'Asks first.', fr: 'Demande confirmation.' },
    },
  ],
  roles: ['Role Management'],
  async run(context, parameters) {
    const { services } = context;
    const group = requireRoleGroup(services, parameters.get<string>('Identity') ?? '');
    requireGroupManager(context, group, parameters.isOn('BypassSecurityGroupManagerCheck'));
    const mailbox = requireMailbox(services, parameters.get<string>('Member') ?? '');
    if (!mailbox.roleGroups.includes(group.name)) {
      throw new CmdletError({
        id: 'MemberNotFound',
        category: 'ObjectNotFound',
        exception: 'MemberNotFoundException',
        target: mailbox.name,
        text: {
          en: `The recipient "${mailbox.name}" isn't a member of the group "${group.name}".`,
          fr: `« ${mailbox.name} » n’est pas membre du groupe « ${group.name} ».`,
        },
      });
    }
    if (group.name === organizationManagement) refuseLastAdministrator(services, mailbox);
    const action = {
      en: `Removing "${mailbox.name}" from role group "${group.name}".`,
      fr: `Retrait de « ${mailbox.name} » du groupe de rôles « ${group.name} ».`,
    };
    if (!context.shouldProcess(action)) return;
    await services.directory.updateMailbox(mailbox.guid, {
      roleGroups: mailbox.roleGroups.filter((name) => name !== group.name),
    });
    context.changed(group.name, { Members: [mailbox.name, null] });
  },
});
