import { defineCmdlet } from '../../engine/cmdlet.ts';
import { permissionsInForce } from '../../engine/permissions.ts';
import { matchesWildcard } from '../../engine/wildcard.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { entryParameters, roleEntryIdentity, splitEntry } from './role-entry.ts';

export const getManagementRoleEntry = defineCmdlet({
  name: 'Get-ManagementRoleEntry',
  synopsis: {
    en: 'Shows which cmdlets and parameters a role holds.',
    fr: 'Affiche les applets de commande et paramètres que contient un rôle.',
  },
  parameters: [
    {
      ...roleEntryIdentity,
      wildcards: true,
      help: {
        en: 'Role\\Cmdlet, with wildcards: *\\Set-Mailbox.',
        fr: 'Rôle\\Applet, caractères génériques acceptés : *\\Set-Mailbox.',
      },
    },
    {
      name: 'Parameters',
      type: { kind: 'string', maxLength: 128 },
      list: true,
      help: { en: 'Only entries with these parameters.', fr: 'Seulement les entrées ayant ces paramètres.' },
    },
    domainControllerParameter,
  ],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-ManagementRoleEntry *\\Set-Mailbox',
      explanation: { en: 'Who holds Set-Mailbox.', fr: 'Qui contient Set-Mailbox.' },
    },
  ],
  defaultColumns: ['Name', 'Role', 'Parameters'],
  roles: ['Role Management', 'View-Only Configuration'],
  async *run({ cmdlets, services }, parameters) {
    const [rolePattern, cmdletPattern] = splitEntry(parameters.get<string>('Identity') ?? '');
    const permissions = permissionsInForce(services.permissions);
    const roles = permissions.roles.filter(({ name }) => matchesWildcard(rolePattern, name));
    const wanted = (parameters.list<string>('Parameters', []) ?? []).map((name) => name.toLowerCase());
    for (const cmdlet of cmdlets.filter(({ name }) => matchesWildcard(cmdletPattern, name))) {
      for (const role of roles) {
        const held = entryParameters(cmdlet, role, permissions);
        if (held === null || !wanted.every((name) => held.some((known) => known.toLowerCase() === name))) continue;
        yield { Name: cmdlet.name, Role: role.name, Parameters: held, Identity: `${role.name}\\${cmdlet.name}` };
      }
    }
  },
});
