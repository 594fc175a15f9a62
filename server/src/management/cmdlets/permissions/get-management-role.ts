import { defineCmdlet } from '../../engine/cmdlet.ts';
import { objectNotFound } from '../../engine/cmdlet-error.ts';
import { permissionsInForce, type RoleInForce } from '../../engine/permissions.ts';
import { hasWildcard, matchesWildcard } from '../../engine/wildcard.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { managementRoleIdentity } from './find-management-role.ts';
import { entryParameters } from './role-entry.ts';

export const getManagementRole = defineCmdlet({
  name: 'Get-ManagementRole',
  synopsis: {
    en: 'Shows management roles, or those that hold a cmdlet.',
    fr: 'Affiche les rôles de gestion, ou ceux qui contiennent une applet de commande.',
  },
  parameters: [
    { ...managementRoleIdentity, wildcards: true },
    {
      name: 'Cmdlet',
      type: { kind: 'string', maxLength: 128 },
      wildcards: true,
      help: { en: 'Roles that hold this cmdlet.', fr: 'Les rôles qui contiennent cette applet.' },
    },
    {
      name: 'CmdletParameters',
      type: { kind: 'string', maxLength: 128 },
      list: true,
      help: { en: 'Roles that hold these parameters of it.', fr: 'Les rôles qui en contiennent ces paramètres.' },
    },
    {
      name: 'RoleType',
      type: { kind: 'string', maxLength: 128 },
      help: { en: 'Roles that come from this built-in one.', fr: 'Les rôles issus de ce rôle intégré.' },
    },
    {
      name: 'GetChildren',
      type: { kind: 'switch' },
      help: { en: 'Roles made from the named one.', fr: 'Les rôles créés à partir du rôle nommé.' },
    },
    {
      name: 'Recurse',
      type: { kind: 'switch' },
      help: { en: 'The named one, and all made from it.', fr: 'Le rôle nommé et tous ceux qui en sont issus.' },
    },
    domainControllerParameter,
  ],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-ManagementRole -Cmdlet Set-ImapSettings',
      explanation: { en: 'What is needed to run it.', fr: 'Ce qu’il faut pour l’exécuter.' },
    },
    {
      command: 'Get-ManagementRole "Mail Recipients" -Recurse',
      explanation: { en: 'A role and those made from it.', fr: 'Un rôle et ceux qui en sont issus.' },
    },
  ],
  defaultColumns: ['Name', 'RoleType'],
  roles: ['Role Management', 'View-Only Configuration'],
  async *run({ services, cmdlets }, parameters) {
    const permissions = permissionsInForce(services.permissions);
    const identity = parameters.get<string>('Identity');
    const wanted = parameters.get<string>('Cmdlet');
    const wantedParameters = (parameters.list<string>('CmdletParameters', []) ?? []).map((name) => name.toLowerCase());
    const holds = (role: RoleInForce): boolean =>
      cmdlets.some((cmdlet) => {
        if (!matchesWildcard(wanted ?? '*', cmdlet.name)) return false;
        const held = entryParameters(cmdlet, role, permissions);
        return held !== null && wantedParameters.every((name) => held.some((known) => known.toLowerCase() === name));
      });
    const named = permissions.roles.filter(({ name }) => identity === undefined || matchesWildcard(identity, name));
    if (identity !== undefined && named.length === 0 && !hasWildcard(identity))
      throw objectNotFound(identity, services.server.fqdn);
    const childrenOf = (roles: readonly RoleInForce[]): readonly RoleInForce[] =>
      permissions.roles.filter(({ parent }) => roles.some(({ name }) => name.toLowerCase() === parent?.toLowerCase()));
    const line = (roles: readonly RoleInForce[]): readonly RoleInForce[] =>
      roles.length === 0 ? [] : [...roles, ...line(childrenOf(roles))];
    const found = parameters.isOn('Recurse') ? line(named) : parameters.isOn('GetChildren') ? childrenOf(named) : named;
    const filters = wanted !== undefined || wantedParameters.length > 0;
    const type = parameters
      .get<string>('RoleType')
      ?.replaceAll(/[^A-Za-z0-9]/g, '')
      .toLowerCase();
    for (const role of found.filter((one) => !filters || holds(one))) {
      const roleType = permissions.rootOf(role).name.replaceAll(/[^A-Za-z0-9]/g, '');
      if (type !== undefined && roleType.toLowerCase() !== type) continue;
      yield {
        Name: role.name,
        RoleType: roleType,
        RoleEntries: cmdlets
          .filter((cmdlet) => entryParameters(cmdlet, role, permissions) !== null)
          .map(({ name }) => name),
        Parent: role.parent ?? '',
        Description: role.description,
        IsRootRole: role.parent === null,
        IsEndUserRole: role.name.startsWith('My'),
        Identity: role.name,
        IsValid: true,
      };
    }
  },
});
