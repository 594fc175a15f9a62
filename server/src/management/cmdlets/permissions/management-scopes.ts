import type { ParameterDescription } from '@relais/management-contract';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { CmdletError, objectNotFound } from '../../engine/cmdlet-error.ts';
import { permissionsInForce } from '../../engine/permissions.ts';
import { hasWildcard, matchesWildcard } from '../../engine/wildcard.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { nothingModified } from '../find-named.ts';
import { requireDelegation } from './find-management-role.ts';
import {
  assignmentsWithin,
  managementScopeIdentity,
  managementScopeObject,
  requireRecipientRoot,
  requireScope,
  requireScopeFilter,
} from './find-management-scope.ts';
import { nameTaken } from './find-role-group.ts';
import { permissionName } from './permission-name.ts';
import { storeAssignment } from './store-assignment.ts';

const filterParameter: ParameterDescription = {
  name: 'RecipientRestrictionFilter',
  type: { kind: 'string', maxLength: 10_000, lines: true },
  // As Get-ManagementScope prints it.
  aliases: ['RecipientFilter'],
  help: {
    en: 'Which recipients are in it, as Get-Recipient -Filter takes it: "Department -eq \'Sales\'", "MemberOfGroup -eq \'CN=Paris,CN=Users,DC=contoso,DC=com\'".',
    fr: "Les destinataires qui en font partie, comme pour Get-Recipient -Filter : « Department -eq 'Ventes' », « MemberOfGroup -eq 'CN=Paris,CN=Users,DC=contoso,DC=com' ».",
  },
};
const rootParameter: ParameterDescription = {
  name: 'RecipientRoot',
  type: { kind: 'string', maxLength: 256 },
  nullable: true,
  help: {
    en: 'The organizational unit; all recipients stand in one, contoso.com/Users.',
    fr: 'L’unité d’organisation ; tous les destinataires sont dans une seule, contoso.com/Users.',
  },
};
const columns = ['Name', 'ScopeRestrictionType', 'Exclusive', 'RecipientRoot', 'RecipientFilter'];

export const newManagementScope = defineCmdlet({
  name: 'New-ManagementScope',
  synopsis: {
    en: 'Makes a management scope: the recipients that somebody with a role may change.',
    fr: 'Crée une étendue de gestion : les destinataires que peut modifier qui possède un rôle.',
  },
  description: {
    en: 'A scope narrows what New-ManagementRoleAssignment and New-RoleGroup give with -CustomRecipientWriteScope. It is about changes; what is shown is not narrowed.',
    fr: 'Une étendue restreint ce que donnent New-ManagementRoleAssignment et New-RoleGroup avec -CustomRecipientWriteScope. Elle concerne les modifications ; ce qui est affiché n’est pas restreint.',
  },
  parameters: [
    { ...permissionName, mandatory: true, position: 1 },
    { ...filterParameter, mandatory: true },
    rootParameter,
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'New-ManagementScope Paris -RecipientRestrictionFilter "City -eq \'Paris\'"',
      explanation: { en: 'Whoever works in Paris.', fr: 'Qui travaille à Paris.' },
    },
  ],
  defaultColumns: columns,
  roles: ['Role Management'],
  async *run(context, given) {
    const { services } = context;
    const name = (given.get<string>('Name') ?? '').trim();
    if (permissionsInForce(services.permissions).findScope(name) !== null) throw nameTaken(name);
    const recipientFilter = requireScopeFilter(services, given.get<string>('RecipientRestrictionFilter') ?? '');
    const recipientRoot = requireRecipientRoot(services, given.get<string | null>('RecipientRoot') ?? null);
    const action = {
      en: `Creating the management scope "${name}".`,
      fr: `Création de l’étendue de gestion « ${name} ».`,
    };
    if (!context.shouldProcess(action)) return;
    await services.permissions.put('scope', { name, recipientFilter, recipientRoot });
    context.changed(name, {
      RecipientRestrictionFilter: [null, recipientFilter],
      ...(recipientRoot === null ? {} : { RecipientRoot: [null, recipientRoot] }),
    });
    yield managementScopeObject(requireScope(services, name));
  },
});

export const getManagementScope = defineCmdlet({
  name: 'Get-ManagementScope',
  synopsis: { en: 'Shows management scopes.', fr: 'Affiche les étendues de gestion.' },
  parameters: [
    { ...managementScopeIdentity, wildcards: true },
    {
      name: 'Exclusive',
      type: { kind: 'boolean' },
      help: {
        en: '$true: none, since no scope here is exclusive.',
        fr: '$true : aucune, car aucune étendue n’est exclusive ici.',
      },
    },
    {
      name: 'Orphan',
      type: { kind: 'switch' },
      help: { en: 'Those that no assignment has.', fr: 'Celles qu’aucune affectation n’utilise.' },
    },
    domainControllerParameter,
  ],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-ManagementScope | Format-List Name,RecipientFilter',
      explanation: { en: 'Whom each of them holds.', fr: 'Qui chacune contient.' },
    },
  ],
  defaultColumns: columns,
  roles: ['Role Management', 'View-Only Configuration'],
  async *run({ services }, given) {
    const identity = given.get<string>('Identity');
    const permissions = permissionsInForce(services.permissions);
    const found = services.permissions.scopes().filter(({ name }) => matchesWildcard(identity?.trim() ?? '*', name));
    if (identity !== undefined && found.length === 0 && !hasWildcard(identity))
      throw objectNotFound(identity, services.server.fqdn);
    if (given.isOn('Exclusive')) return;
    for (const scope of found)
      if (!given.isOn('Orphan') || assignmentsWithin(services, permissions, scope.name).length === 0)
        yield managementScopeObject(scope);
  },
});

export const setManagementScope = defineCmdlet({
  name: 'Set-ManagementScope',
  synopsis: {
    en: 'Changes a management scope, and with it what its administrators may change.',
    fr: 'Modifie une étendue de gestion, et avec elle ce que ses administrateurs peuvent modifier.',
  },
  parameters: [
    { ...managementScopeIdentity, mandatory: true },
    { ...permissionName, help: { en: 'A new name.', fr: 'Un nouveau nom.' } },
    filterParameter,
    rootParameter,
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: "Set-ManagementScope Paris -RecipientRestrictionFilter \"City -eq 'Paris' -or City -eq 'Lyon'\"",
      explanation: { en: 'One more town.', fr: 'Une ville de plus.' },
    },
  ],
  roles: ['Role Management'],
  async run(context, given) {
    const { services, caller } = context;
    const permissions = permissionsInForce(services.permissions);
    const scope = requireScope(services, given.get<string>('Identity') ?? '');
    const name = given.get<string>('Name')?.trim() ?? scope.name;
    const other = permissions.findScope(name);
    if (other !== null && other.name !== scope.name) throw nameTaken(name);
    const filter = given.get<string>('RecipientRestrictionFilter');
    const recipientFilter = filter === undefined ? scope.recipientFilter : requireScopeFilter(services, filter);
    const recipientRoot = given.has('RecipientRoot')
      ? requireRecipientRoot(services, given.get<string | null>('RecipientRoot') ?? null)
      : scope.recipientRoot;
    const using = assignmentsWithin(services, permissions, scope.name);
    // A wider scope gives more with each of these roles.
    for (const { assignment } of using) {
      const role = permissions.findRole(assignment.role);
      if (role !== null) requireDelegation(caller, permissions, role);
    }
    const changes = Object.entries({
      Name: [scope.name, name],
      RecipientRestrictionFilter: [scope.recipientFilter, recipientFilter],
      RecipientRoot: [scope.recipientRoot, recipientRoot],
    } as const).filter(([, [before, after]]) => before !== after);
    if (changes.length === 0) return context.warn(nothingModified(scope.name));
    const action = {
      en: `Setting the management scope "${scope.name}".`,
      fr: `Modification de l’étendue de gestion « ${scope.name} ».`,
    };
    if (!context.shouldProcess(action)) return;
    await services.permissions.put('scope', { name, recipientFilter, recipientRoot });
    if (name !== scope.name) {
      for (const found of using)
        await storeAssignment(services, found, { enabled: found.assignment.enabled, writeScope: { custom: name } });
      if (name.toLowerCase() !== scope.name.toLowerCase()) await services.permissions.remove('scope', [scope.name]);
    }
    context.changed(scope.name, Object.fromEntries(changes));
  },
});

export const removeManagementScope = defineCmdlet({
  name: 'Remove-ManagementScope',
  synopsis: {
    en: 'Removes a management scope that no assignment has.',
    fr: 'Supprime une étendue de gestion qu’aucune affectation n’utilise.',
  },
  parameters: [{ ...managementScopeIdentity, mandatory: true }, domainControllerParameter],
  supportsShouldProcess: true,
  confirmsByDefault: true,
  examples: [
    {
      command: 'Get-ManagementScope -Orphan | Remove-ManagementScope',
      explanation: { en: 'Those that are not used.', fr: 'Celles qui ne servent pas.' },
    },
  ],
  roles: ['Role Management'],
  async run(context, given) {
    const { services } = context;
    const scope = requireScope(services, given.get<string>('Identity') ?? '');
    const using = assignmentsWithin(services, permissionsInForce(services.permissions), scope.name);
    if (using.length > 0) {
      const names = using.map(({ assignment }) => assignment.name).join(', ');
      throw new CmdletError({
        id: 'ObjectInUse',
        category: 'InvalidOperation',
        exception: 'InvalidOperationException',
        target: scope.name,
        text: {
          en: `The management scope "${scope.name}" is still used by: ${names}. Give these another one first (Set-ManagementRoleAssignment).`,
          fr: `L’étendue de gestion « ${scope.name} » sert encore à : ${names}. Donnez-leur d’abord une autre étendue (Set-ManagementRoleAssignment).`,
        },
      });
    }
    const action = {
      en: `Removing the management scope "${scope.name}".`,
      fr: `Suppression de l’étendue de gestion « ${scope.name} ».`,
    };
    if (!context.shouldProcess(action)) return;
    await services.permissions.remove('scope', [scope.name]);
    context.changed(scope.name);
  },
});
