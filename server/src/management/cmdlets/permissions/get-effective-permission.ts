import { asSeenWith, mayRun } from '../../engine/authorise.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { permissionsInForce } from '../../engine/permissions.ts';
import { matchesWildcard } from '../../engine/wildcard.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { mailboxIdentity, requireMailbox } from '../recipients/find-mailbox.ts';

export const getEffectivePermission = defineCmdlet({
  name: 'Get-EffectivePermission',
  synopsis: {
    en: 'Shows which cmdlets and parameters somebody may use, and why.',
    fr: 'Affiche les applets et paramètres que quelqu’un peut utiliser, et pourquoi.',
  },
  parameters: [
    { ...mailboxIdentity, mandatory: true },
    {
      name: 'Cmdlet',
      type: { kind: 'string', maxLength: 128 },
      wildcards: true,
      help: { en: 'Only these cmdlets.', fr: 'Seulement ces applets.' },
    },
    domainControllerParameter,
  ],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-EffectivePermission alice -Cmdlet *-Mailbox | Format-Table Cmdlet,Roles,Through',
      explanation: { en: 'What alice may do with mailboxes.', fr: 'Ce qu’alice peut faire des boîtes.' },
    },
  ],
  defaultColumns: ['Cmdlet', 'Roles', 'Through', 'Parameters'],
  roles: ['Role Management', 'View-Only Configuration'],
  async *run({ services, cmdlets }, parameters) {
    const mailbox = requireMailbox(services, parameters.get<string>('Identity') ?? '');
    const permissions = permissionsInForce(services.permissions);
    const holder = { roleGroups: mailbox.roleGroups, mailbox };
    const roles = permissions.rolesOf(holder);
    const inForce = permissions.assignmentsOf(holder).filter(({ enabled, delegating }) => enabled && !delegating);
    for (const cmdlet of cmdlets) {
      if (!matchesWildcard(parameters.get<string>('Cmdlet') ?? '*', cmdlet.name)) continue;
      const through = inForce.filter(({ role }) => mayRun(cmdlet, new Set([role]), permissions));
      if (through.length === 0) continue;
      yield {
        User: mailbox.name,
        Cmdlet: cmdlet.name,
        Parameters: asSeenWith(cmdlet, roles, permissions).parameters.map(({ name }) => name),
        Roles: [...new Set(through.map(({ role }) => role))],
        Through: [
          ...new Set(through.map(({ assignee, assigneeType }) => (assigneeType === 'User' ? mailbox.name : assignee))),
        ],
        Assignments: through.map(({ name }) => name),
        Identity: `${mailbox.name}\\${cmdlet.name}`,
      };
    }
  },
});
