import { defineCmdlet } from '../../engine/cmdlet.ts';
import { organizationManagement } from '../../engine/roles.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { requireMailbox } from '../recipients/find-mailbox.ts';
import { requireRoleGroup, roleGroupIdentity } from './find-role-group.ts';
import { refuseLastAdministrator } from './last-administrator.ts';
import { bypassManagerParameter, requireGroupManager } from './role-group-manager.ts';

export const updateRoleGroupMember = defineCmdlet({
  name: 'Update-RoleGroupMember',
  synopsis: { en: 'Replaces the members of a role group.', fr: 'Remplace les membres d’un groupe de rôles.' },
  parameters: [
    { ...roleGroupIdentity, mandatory: true },
    {
      name: 'Members',
      type: { kind: 'identity', of: 'Mailbox' },
      list: true,
      nullable: true,
      help: {
        en: 'Everybody who shall be in it, or @{Add=…;Remove=…}.',
        fr: 'Toutes les personnes qui en feront partie, ou @{Add=…;Remove=…}.',
      },
    },
    bypassManagerParameter,
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  confirmsByDefault: true,
  examples: [
    {
      command: 'Update-RoleGroupMember "Help Desk" -Members alice,bob -Confirm:$false',
      explanation: { en: 'These two and nobody else.', fr: 'Ces deux personnes et nulle autre.' },
    },
  ],
  roles: ['Role Management'],
  async run(context, parameters) {
    const { services } = context;
    const group = requireRoleGroup(services, parameters.get<string>('Identity') ?? '');
    requireGroupManager(context, group, parameters.isOn('BypassSecurityGroupManagerCheck'));
    const now = services.directory.mailboxes().filter(({ roleGroups }) => roleGroups.includes(group.name));
    const wanted = new Set(
      (
        parameters.list<string>(
          'Members',
          now.map(({ guid }) => guid),
        ) ?? now.map(({ guid }) => guid)
      ).map((member) => requireMailbox(services, member).guid),
    );
    const leaving = now.filter(({ guid }) => !wanted.has(guid));
    // Somebody must stay who can sign in: whoever comes counts only when he can.
    const staysManned = [...wanted].some((guid) => services.directory.findMailbox(guid)?.enabled === true);
    if (group.name === organizationManagement && !staysManned)
      for (const mailbox of now) refuseLastAdministrator(services, mailbox, leaving);
    const action = {
      en: `Setting the members of role group "${group.name}".`,
      fr: `Modification des membres du groupe de rôles « ${group.name} ».`,
    };
    if (!context.shouldProcess(action)) return;
    for (const guid of wanted) {
      const mailbox = services.directory.findMailbox(guid);
      if (mailbox === null || mailbox.roleGroups.includes(group.name)) continue;
      await services.directory.updateMailbox(guid, { roleGroups: [...mailbox.roleGroups, group.name] });
    }
    for (const { guid, roleGroups } of leaving)
      await services.directory.updateMailbox(guid, { roleGroups: roleGroups.filter((name) => name !== group.name) });
    context.changed(group.name, {
      Members: [
        now.map(({ name }) => name),
        [...wanted].map((guid) => services.directory.findMailbox(guid)?.name ?? guid),
      ],
    });
  },
});
