import { asSeenWith } from '../../engine/authorise.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { objectNotFound } from '../../engine/cmdlet-error.ts';
import { managementRoles } from '../../engine/roles.ts';
import { hasWildcard, matchesWildcard } from '../../engine/wildcard.ts';
import { domainControllerParameter } from '../../server-identity.ts';

export const getManagementRole = defineCmdlet({
  name: 'Get-ManagementRole',
  synopsis: {
    en: 'Shows management roles, or those that hold a cmdlet.',
    fr: 'Affiche les rôles de gestion, ou ceux qui contiennent une applet de commande.',
  },
  parameters: [
    {
      name: 'Identity',
      type: { kind: 'identity', of: 'ManagementRole' },
      position: 1,
      pipeline: 'both',
      wildcards: true,
      help: { en: 'A role.', fr: 'Un rôle.' },
    },
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
    domainControllerParameter,
  ],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-ManagementRole -Cmdlet Set-ImapSettings',
      explanation: { en: 'What is needed to run it.', fr: "Ce qu'il faut pour l'exécuter." },
    },
  ],
  defaultColumns: ['Name', 'RoleType'],
  roles: ['Role Management', 'View-Only Configuration'],
  async *run({ services, cmdlets }, parameters) {
    const identity = parameters.get<string>('Identity');
    const wanted = parameters.get<string>('Cmdlet');
    const wantedParameters = (parameters.list<string>('CmdletParameters', []) ?? []).map((name) => name.toLowerCase());
    const holds = (role: string): boolean =>
      cmdlets.some(
        (cmdlet) =>
          cmdlet.roles.includes(role) &&
          matchesWildcard(wanted ?? '*', cmdlet.name) &&
          wantedParameters.every((name) =>
            asSeenWith(cmdlet, new Set([role])).parameters.some((parameter) => parameter.name.toLowerCase() === name),
          ),
      );
    const named = managementRoles.filter((role) => identity === undefined || matchesWildcard(identity, role));
    if (identity !== undefined && named.length === 0 && !hasWildcard(identity))
      throw objectNotFound(identity, services.server.fqdn);
    const filters = wanted !== undefined || wantedParameters.length > 0;
    for (const role of named.filter((name) => !filters || holds(name))) {
      yield {
        Name: role,
        RoleType: role.replaceAll(/[^A-Za-z0-9]/g, ''),
        RoleEntries: cmdlets.filter((cmdlet) => cmdlet.roles.includes(role)).map(({ name }) => name),
        IsRootRole: true,
        IsEndUserRole: role.startsWith('My'),
        Identity: role,
        IsValid: true,
      };
    }
  },
});
