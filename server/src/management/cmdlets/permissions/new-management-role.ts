import { defineCmdlet } from '../../engine/cmdlet.ts';
import { assignmentName, permissionsInForce } from '../../engine/permissions.ts';
import { organizationManagement } from '../../engine/roles.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { requireDelegation, requireRole } from './find-management-role.ts';
import { nameTaken } from './find-role-group.ts';
import { entryParameters } from './role-entry.ts';
import { permissionName } from './permission-name.ts';

export const newManagementRole = defineCmdlet({
  name: 'New-ManagementRole',
  synopsis: {
    en: 'Makes a role from another one, with the same entries; take away what it shall not hold.',
    fr: 'Crée un rôle à partir d’un autre, avec les mêmes entrées ; retirez ce qu’il ne doit pas contenir.',
  },
  parameters: [
    { ...permissionName, mandatory: true, position: 1 },
    {
      name: 'Parent',
      type: { kind: 'identity', of: 'ManagementRole' },
      mandatory: true,
      help: { en: 'The role it is made from.', fr: 'Le rôle dont il est issu.' },
    },
    {
      name: 'EnabledCmdlets',
      type: { kind: 'string', maxLength: 128 },
      list: true,
      help: { en: 'Only these cmdlets of the parent.', fr: 'Seulement ces applets du parent.' },
    },
    {
      name: 'Description',
      type: { kind: 'string', maxLength: 1024, lines: true },
      help: { en: 'What it is for.', fr: 'À quoi il sert.' },
    },
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'New-ManagementRole "Quota desk" -Parent "Mail Recipients" -EnabledCmdlets Get-Mailbox,Set-Mailbox',
      explanation: { en: 'A small part of a built-in role.', fr: 'Une petite partie d’un rôle intégré.' },
    },
  ],
  defaultColumns: ['Name', 'RoleType'],
  roles: ['Role Management'],
  async *run(context, parameters) {
    const { services, cmdlets, caller } = context;
    const permissions = permissionsInForce(services.permissions);
    const name = (parameters.get<string>('Name') ?? '').trim();
    const parent = requireRole(services, parameters.get<string>('Parent') ?? '');
    if (permissions.findRole(name) !== null) throw nameTaken(name);
    requireDelegation(caller, permissions, parent);
    const wanted = (parameters.list<string>('EnabledCmdlets', []) ?? []).map((cmdlet) => cmdlet.toLowerCase());
    const held = cmdlets
      .filter((cmdlet) => entryParameters(cmdlet, parent, permissions) !== null)
      .filter((cmdlet) => wanted.length === 0 || wanted.includes(cmdlet.name.toLowerCase()));
    const action = {
      en: `Creating the management role "${name}" from "${parent.name}".`,
      fr: `Création du rôle de gestion « ${name} » à partir de « ${parent.name} ».`,
    };
    if (!context.shouldProcess(action)) return;
    const description = parameters.get<string>('Description') ?? '';
    const entries = Object.fromEntries(held.map((cmdlet) => [cmdlet.name, null]));
    await services.permissions.put('role', { name, parent: parent.name, description, entries });
    await services.permissions.put('assignment', {
      name: assignmentName(name, organizationManagement, true),
      role: name,
      assignee: organizationManagement,
      delegating: true,
      enabled: true,
      removed: false,
    });
    context.changed(name, { Parent: [null, parent.name] });
    const root = permissions.rootOf(parent).name.replaceAll(/[^A-Za-z0-9]/g, '');
    yield {
      Name: name,
      RoleType: root,
      RoleEntries: held.map((cmdlet) => cmdlet.name),
      Parent: parent.name,
      Description: description,
      IsRootRole: false,
      Identity: name,
      IsValid: true,
    };
  },
});
