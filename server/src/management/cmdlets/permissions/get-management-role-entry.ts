import { asSeenWith } from '../../engine/authorise.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import { matchesWildcard } from '../../engine/wildcard.ts';
import { domainControllerParameter } from '../../server-identity.ts';

export const getManagementRoleEntry = defineCmdlet({
  name: 'Get-ManagementRoleEntry',
  synopsis: {
    en: 'Shows which cmdlets and parameters a role holds.',
    fr: 'Affiche les applets de commande et paramètres que contient un rôle.',
  },
  parameters: [
    {
      name: 'Identity',
      type: { kind: 'identity', of: 'ManagementRoleEntry' },
      mandatory: true,
      position: 1,
      pipeline: 'both',
      wildcards: true,
      help: {
        en: 'Role\\Cmdlet, with wildcards: *\\Set-Mailbox.',
        fr: 'Rôle\\Applet, caractères génériques acceptés : *\\Set-Mailbox.',
      },
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
  async *run({ cmdlets }, parameters) {
    const identity = parameters.get<string>('Identity') ?? '';
    const [rolePattern, cmdletPattern] = identity.split('\\');
    if (rolePattern === undefined || cmdletPattern === undefined) {
      throw new CmdletError({
        id: 'InvalidRoleEntryIdentity',
        category: 'InvalidArgument',
        exception: 'ArgumentException',
        parameter: 'Identity',
        target: identity,
        text: {
          en: `"${identity}" isn't a role entry; one is Role\\Cmdlet, for example *\\Set-Mailbox.`,
          fr: `« ${identity} » n'est pas une entrée de rôle ; la forme est Rôle\\Applet, par exemple *\\Set-Mailbox.`,
        },
      });
    }
    for (const cmdlet of cmdlets.filter(({ name }) => matchesWildcard(cmdletPattern, name))) {
      for (const role of cmdlet.roles.filter((name) => matchesWildcard(rolePattern, name))) {
        yield {
          Name: cmdlet.name,
          Role: role,
          Parameters: asSeenWith(cmdlet, new Set([role])).parameters.map(({ name }) => name),
          Identity: `${role}\\${cmdlet.name}`,
        };
      }
    }
  },
});
