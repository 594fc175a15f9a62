import { defineCmdlet } from '../../engine/cmdlet.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { requireMailbox } from '../recipients/find-mailbox.ts';
import { requireRoleGroup, roleGroupIdentity } from './find-role-group.ts';
import { bypassManagerParameter, requireGroupManager } from './role-group-manager.ts';

export const addRoleGroupMember = defineCmdlet({
  name: 'Add-RoleGroupMember',
  synopsis: { en: 'Gives somebody the roles of a group.', fr: 'Donne à quelqu’un les rôles d’un groupe.' },
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
  examples: [
    {
      command: 'Add-RoleGroupMember "Server Management" -Member alice',
      explanation: { en: 'alice may manage the server.', fr: 'alice peut gérer le serveur.' },
    },
  ],
  roles: ['Role Management'],
  async run(context, parameters) {
    const { services } = context;
    const group = requireRoleGroup(services, parameters.get<string>('Identity') ?? '');
    requireGroupManager(context, group, parameters.isOn('BypassSecurityGroupManagerCheck'));
    const mailbox = requireMailbox(services, parameters.get<string>('Member') ?? '');
    if (mailbox.roleGroups.includes(group.name)) {
      throw new CmdletError({
        id: 'MemberAlreadyExists',
        category: 'ResourceExists',
        exception: 'MemberAlreadyExistsException',
        target: mailbox.name,
        text: {
          en: `The recipient "${mailbox.name}" is already a member of the group "${group.name}".`,
          fr: `« ${mailbox.name} » est déjà membre du groupe « ${group.name} ».`,
        },
      });
    }
    const action = {
      en: `Adding "${mailbox.name}" to role group "${group.name}".`,
      fr: `Ajout de « ${mailbox.name} » au groupe de rôles « ${group.name} ».`,
    };
    if (!context.shouldProcess(action)) return;
    await services.directory.updateMailbox(mailbox.guid, { roleGroups: [...mailbox.roleGroups, group.name] });
    context.changed(group.name, { Members: [null, mailbox.name] });
  },
});
