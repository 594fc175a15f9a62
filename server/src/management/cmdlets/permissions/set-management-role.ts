import { defineCmdlet } from '../../engine/cmdlet.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { managementRoleIdentity, requireOwnRole } from './find-management-role.ts';

export const setManagementRole = defineCmdlet({
  name: 'Set-ManagementRole',
  synopsis: { en: 'Changes the description of a role of your own.', fr: 'Modifie la description d’un rôle créé.' },
  parameters: [
    { ...managementRoleIdentity, mandatory: true },
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
      command: 'Set-ManagementRole "Quota desk" -Description "Quotas and nothing else"',
      explanation: { en: 'What it is for.', fr: 'À quoi il sert.' },
    },
  ],
  roles: ['Role Management'],
  async run(context, parameters) {
    const { services } = context;
    const role = requireOwnRole(services, parameters.get<string>('Identity') ?? '');
    const description = parameters.get<string>('Description') ?? role.description;
    const action = {
      en: `Setting the description of the role "${role.name}".`,
      fr: `Modification de la description du rôle « ${role.name} ».`,
    };
    if (!context.shouldProcess(action)) return;
    const entries = Object.fromEntries(
      [...role.entries.values()].map(({ cmdlet, parameters: held }) => [cmdlet, held]),
    );
    await services.permissions.put('role', { name: role.name, parent: role.parent, description, entries });
    context.changed(role.name, { Description: [role.description, description] });
  },
});
