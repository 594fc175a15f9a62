import { defineCmdlet } from '../../engine/cmdlet.ts';
import { permissionsInForce } from '../../engine/permissions.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { requireMailbox } from '../recipients/find-mailbox.ts';
import { builtInRefusal, nameTaken, requireRoleGroup, roleGroupIdentity } from './find-role-group.ts';
import { roleGroupTexts } from './new-role-group.ts';
import { permissionName } from './permission-name.ts';
import { bypassManagerParameter, requireGroupManager } from './role-group-manager.ts';

export const setRoleGroup = defineCmdlet({
  name: 'Set-RoleGroup',
  synopsis: {
    en: 'Changes name, description and managers of a role group.',
    fr: 'Modifie le nom, la description et les gérants d’un groupe de rôles.',
  },
  parameters: [
    { ...roleGroupIdentity, mandatory: true },
    {
      ...permissionName,
      help: { en: 'A new name; not of built-in groups.', fr: 'Un nouveau nom ; pas pour les groupes intégrés.' },
    },
    ...roleGroupTexts,
    bypassManagerParameter,
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'Set-RoleGroup "Help Desk" -ManagedBy @{Add="alice"}',
      explanation: { en: 'alice may add members.', fr: 'alice peut ajouter des membres.' },
    },
  ],
  roles: ['Role Management'],
  async run(context, parameters) {
    const { services } = context;
    const permissions = permissionsInForce(services.permissions);
    const group = requireRoleGroup(services, parameters.get<string>('Identity') ?? '');
    requireGroupManager(context, group, parameters.isOn('BypassSecurityGroupManagerCheck'));
    const name = parameters.get<string>('Name')?.trim() ?? group.name;
    const isRenamed = name !== group.name;
    if (isRenamed && group.isBuiltIn) throw builtInRefusal(group.name);
    const other = permissions.findGroup(name);
    if (isRenamed && other !== null && other.name !== group.name) throw nameTaken(name);
    const managedBy = parameters
      .list<string>('ManagedBy', group.managedBy)
      ?.map((manager) => permissions.findGroup(manager)?.name ?? requireMailbox(services, manager).name);
    const change = {
      displayName: parameters.get<string>('DisplayName') ?? group.displayName,
      description: parameters.get<string>('Description') ?? group.description.en,
      managedBy: managedBy ?? group.managedBy,
    };
    const action = {
      en: `Setting the role group "${group.name}".`,
      fr: `Modification du groupe de rôles « ${group.name} ».`,
    };
    if (!context.shouldProcess(action)) return;
    // A built-in description stays in both languages until it is changed.
    const keepsText = group.isBuiltIn && !parameters.has('Description');
    await services.permissions.put('group', { name, ...change, description: keepsText ? null : change.description });
    if (isRenamed) {
      for (const { role, assignee, delegating, enabled, writeScope, name: old } of permissions.assignments) {
        if (assignee !== group.name) continue;
        await services.permissions.remove('assignment', [old]);
        await services.permissions.put('assignment', {
          name: old.replace(`-${group.name}`, `-${name}`),
          role,
          assignee: name,
          delegating,
          enabled,
          writeScope,
          removed: false,
        });
      }
      for (const { guid, roleGroups } of services.directory.mailboxes()) {
        if (!roleGroups.includes(group.name)) continue;
        await services.directory.updateMailbox(guid, {
          roleGroups: roleGroups.map((one) => (one === group.name ? name : one)),
        });
      }
      if (name.toLowerCase() !== group.name.toLowerCase()) await services.permissions.remove('group', [group.name]);
    }
    context.changed(name, {
      Name: [group.name, name],
      ManagedBy: [group.managedBy, change.managedBy],
      Description: [group.description.en, change.description],
    });
  },
});
