import { defineCmdlet } from '../../engine/cmdlet.ts';
import { permissionsInForce } from '../../engine/permissions.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { builtInRefusal, requireRoleGroup, roleGroupIdentity } from './find-role-group.ts';
import { bypassManagerParameter, requireGroupManager } from './role-group-manager.ts';

export const removeRoleGroup = defineCmdlet({
  name: 'Remove-RoleGroup',
  synopsis: {
    en: 'Removes a role group with its assignments.',
    fr: 'Supprime un groupe de rôles et ses affectations.',
  },
  parameters: [{ ...roleGroupIdentity, mandatory: true }, bypassManagerParameter, domainControllerParameter],
  supportsShouldProcess: true,
  confirmsByDefault: true,
  examples: [
    { command: 'Remove-RoleGroup "Paris desk"', explanation: { en: 'Asks first.', fr: 'Demande confirmation.' } },
  ],
  roles: ['Role Management'],
  async run(context, parameters) {
    const { services } = context;
    const group = requireRoleGroup(services, parameters.get<string>('Identity') ?? '');
    if (group.isBuiltIn) throw builtInRefusal(group.name);
    requireGroupManager(context, group, parameters.isOn('BypassSecurityGroupManagerCheck'));
    const members = services.directory.mailboxes().filter(({ roleGroups }) => roleGroups.includes(group.name));
    const action = {
      en: `Removing the role group "${group.name}"; ${members.length} members lose its roles.`,
      fr: `Suppression du groupe de rôles « ${group.name} » ; ${members.length} membres perdent ses rôles.`,
    };
    if (!context.shouldProcess(action)) return;
    const assignments = permissionsInForce(services.permissions).assignments.filter(
      ({ assignee }) => assignee === group.name,
    );
    await services.permissions.remove(
      'assignment',
      assignments.map(({ name }) => name),
    );
    for (const { guid, roleGroups } of members)
      await services.directory.updateMailbox(guid, { roleGroups: roleGroups.filter((name) => name !== group.name) });
    await services.permissions.remove('group', [group.name]);
    context.changed(group.name, { Members: [members.map(({ name }) => name), null] });
  },
});
