import type { ParameterDescription } from '@relais/management-contract';
import type { BoundParameters } from '../../engine/bound-parameters.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import {
  entryNotFound,
  parametersOfParent,
  putEntry,
  requireEntry,
  roleEntryIdentity,
  splitEntry,
} from './role-entry.ts';

const parametersParameter: ParameterDescription = {
  name: 'Parameters',
  type: { kind: 'string', maxLength: 128 },
  list: true,
  help: { en: 'Names of parameters of the cmdlet.', fr: 'Noms de paramètres de l’applet.' },
};

export const addManagementRoleEntry = defineCmdlet({
  name: 'Add-ManagementRoleEntry',
  synopsis: {
    en: 'Gives a role of your own a cmdlet of its parent.',
    fr: 'Donne à un rôle créé une applet de son parent.',
  },
  parameters: [
    { ...roleEntryIdentity, mandatory: false },
    {
      name: 'ParentRoleEntry',
      type: { kind: 'identity', of: 'ManagementRoleEntry' },
      pipeline: 'by-value',
      help: {
        en: 'The entry of the parent to take over, with Role, instead of Identity.',
        fr: 'L’entrée du parent à reprendre, avec Role, au lieu d’Identity.',
      },
    },
    {
      name: 'Role',
      type: { kind: 'identity', of: 'ManagementRole' },
      help: { en: 'The role that gets it, with ParentRoleEntry.', fr: 'Le rôle qui la reçoit, avec ParentRoleEntry.' },
    },
    {
      ...parametersParameter,
      help: {
        en: 'Only these parameters; all of the parent when left out.',
        fr: 'Seulement ces paramètres ; tous ceux du parent par défaut.',
      },
    },
    {
      name: 'Overwrite',
      type: { kind: 'switch' },
      help: { en: 'Replaces an entry that is there.', fr: 'Remplace une entrée existante.' },
    },
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'Add-ManagementRoleEntry "Quota desk\\Set-Mailbox" -Parameters Identity,ProhibitSendQuota',
      explanation: { en: 'One parameter of one cmdlet.', fr: 'Un paramètre d’une applet.' },
    },
  ],
  roles: ['Role Management'],
  async run(context, parameters) {
    const { services, cmdlets } = context;
    const entry = requireEntry(services, cmdlets, wantedEntry(parameters));
    if (entry.ofParent === null) throw entryNotFound(entry.cmdlet.name, entry.role.parent);
    if (entry.current !== null && !parameters.isOn('Overwrite')) {
      throw new CmdletError({
        id: 'RoleEntryAlreadyExists',
        category: 'ResourceExists',
        exception: 'InvalidOperationException',
        target: entry.cmdlet.name,
        text: {
          en: `The role "${entry.role.name}" has the entry "${entry.cmdlet.name}" already; -Overwrite replaces it.`,
          fr: `Le rôle « ${entry.role.name} » a déjà l’entrée « ${entry.cmdlet.name} » ; -Overwrite la remplace.`,
        },
      });
    }
    const wanted = parametersOfParent(entry, parameters.list<string>('Parameters', []) ?? entry.ofParent);
    const action = {
      en: `Adding the entry "${entry.cmdlet.name}" to the role "${entry.role.name}".`,
      fr: `Ajout de l’entrée « ${entry.cmdlet.name} » au rôle « ${entry.role.name} ».`,
    };
    if (!context.shouldProcess(action)) return;
    await putEntry(services, entry, wanted);
    context.changed(`${entry.role.name}\\${entry.cmdlet.name}`, { Parameters: [entry.current, wanted] });
  },
});

/** `Role\\Cmdlet`, named as such or by the parent's entry and the role. @throws CmdletError */
function wantedEntry(parameters: BoundParameters): string {
  const parent = parameters.get<string>('ParentRoleEntry');
  const role = parameters.get<string>('Role');
  if (parent !== undefined && role !== undefined) return `${role}\\${splitEntry(parent)[1]}`;
  const identity = parameters.get<string>('Identity');
  if (identity !== undefined) return identity;
  throw new CmdletError({
    id: 'MissingMandatoryParameter',
    category: 'InvalidArgument',
    exception: 'ParameterBindingException',
    parameter: 'Identity',
    text: {
      en: 'Cannot process command because of one or more missing mandatory parameters: Identity. (Or ParentRoleEntry together with Role.)',
      fr: 'Impossible de traiter la commande car un paramètre obligatoire manque : Identity. (Ou ParentRoleEntry avec Role.)',
    },
  });
}

export const setManagementRoleEntry = defineCmdlet({
  name: 'Set-ManagementRoleEntry',
  synopsis: {
    en: 'Changes which parameters of a cmdlet a role of your own holds.',
    fr: 'Modifie les paramètres d’une applet que contient un rôle créé.',
  },
  parameters: [
    { ...roleEntryIdentity },
    parametersParameter,
    {
      name: 'AddParameter',
      type: { kind: 'switch' },
      help: { en: 'Adds the parameters to those it holds.', fr: 'Ajoute les paramètres à ceux du rôle.' },
    },
    {
      name: 'RemoveParameter',
      type: { kind: 'switch' },
      help: { en: 'Takes the parameters away.', fr: 'Retire les paramètres.' },
    },
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'Set-ManagementRoleEntry "Quota desk\\Set-Mailbox" -Parameters DisplayName -RemoveParameter',
      explanation: { en: 'Takes one parameter away.', fr: 'Retire un paramètre.' },
    },
  ],
  roles: ['Role Management'],
  async run(context, parameters) {
    const { services, cmdlets } = context;
    const entry = requireEntry(services, cmdlets, parameters.get<string>('Identity') ?? '');
    if (entry.current === null) throw entryNotFound(entry.cmdlet.name, entry.role.name);
    const named = parametersOfParent(entry, parameters.list<string>('Parameters', []) ?? []);
    const { current } = entry;
    const wanted = parameters.isOn('RemoveParameter')
      ? current.filter((name) => !named.includes(name))
      : parameters.isOn('AddParameter')
        ? [...current, ...named.filter((name) => !current.includes(name))]
        : named;
    const action = {
      en: `Setting the parameters of "${entry.role.name}\\${entry.cmdlet.name}": ${wanted.join(', ')}.`,
      fr: `Modification des paramètres de « ${entry.role.name}\\${entry.cmdlet.name} » : ${wanted.join(', ')}.`,
    };
    if (!context.shouldProcess(action)) return;
    await putEntry(services, entry, wanted);
    context.changed(`${entry.role.name}\\${entry.cmdlet.name}`, { Parameters: [current, wanted] });
  },
});

export const removeManagementRoleEntry = defineCmdlet({
  name: 'Remove-ManagementRoleEntry',
  synopsis: { en: 'Takes a cmdlet from a role of your own.', fr: 'Retire une applet d’un rôle créé.' },
  parameters: [{ ...roleEntryIdentity }, domainControllerParameter],
  supportsShouldProcess: true,
  confirmsByDefault: true,
  examples: [
    {
      command: 'Remove-ManagementRoleEntry "Quota desk\\New-Mailbox"',
      explanation: { en: 'Asks first.', fr: 'Demande confirmation.' },
    },
    {
      command:
        'Get-ManagementRoleEntry "Quota desk\\*" | Where-Object {$_.Name -ne "Set-Mailbox"} | Remove-ManagementRoleEntry -Confirm:$false',
      explanation: { en: 'All but one.', fr: 'Toutes sauf une.' },
    },
  ],
  roles: ['Role Management'],
  async run(context, parameters) {
    const { services, cmdlets } = context;
    const entry = requireEntry(services, cmdlets, parameters.get<string>('Identity') ?? '');
    if (!entry.role.entries.has(entry.cmdlet.name.toLowerCase()))
      throw entryNotFound(entry.cmdlet.name, entry.role.name);
    const action = {
      en: `Removing the entry "${entry.cmdlet.name}" from the role "${entry.role.name}".`,
      fr: `Retrait de l’entrée « ${entry.cmdlet.name} » du rôle « ${entry.role.name} ».`,
    };
    if (!context.shouldProcess(action)) return;
    await putEntry(services, entry, undefined);
    context.changed(`${entry.role.name}\\${entry.cmdlet.name}`, { Parameters: [entry.current, null] });
  },
});
