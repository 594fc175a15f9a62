import type { ParameterDescription } from '@relais/management-contract';
import {
  relativeWriteScopes,
  type RelativeWriteScope,
  type WriteScope,
} from '../../../domain/permissions/write-scope.ts';
import type { BoundParameters } from '../../engine/bound-parameters.ts';
import { CmdletError, objectNotFound } from '../../engine/cmdlet-error.ts';
import { type Permissions, permissionsInForce, type RoleInForce } from '../../engine/permissions.ts';
import type { ManagementServices } from '../../engine/services.ts';

export const customScopeParameter: ParameterDescription = {
  name: 'CustomRecipientWriteScope',
  type: { kind: 'identity', of: 'ManagementScope' },
  nullable: true,
  help: {
    en: 'The management scope (New-ManagementScope) whose recipients alone may be changed with the role; $null: all of them.',
    fr: 'L’étendue de gestion (New-ManagementScope) dont seuls les destinataires peuvent être modifiés avec le rôle ; $null : tous.',
  },
};

export const relativeScopeParameter: ParameterDescription = {
  name: 'RecipientRelativeWriteScope',
  type: { kind: 'enum', values: relativeWriteScopes.map((name) => ({ name })) },
  nullable: true,
  help: {
    en: 'Who may be changed with the role, seen from whoever has it: everybody (Organization), whom address lists show (MyGAL), himself (Self), groups that he owns (MyDistributionGroups).',
    fr: 'Qui peut être modifié avec le rôle, vu de celui qui l’a : tous (Organization), ceux des listes d’adresses (MyGAL), lui-même (Self), les groupes qu’il possède (MyDistributionGroups).',
  },
};

/** The scope that the parameters ask for; `undefined`: they ask for none. @throws CmdletError */
export function givenWriteScope(services: ManagementServices, given: BoundParameters): WriteScope | undefined {
  const relative = given.get<RelativeWriteScope | null>('RecipientRelativeWriteScope');
  const custom = given.get<string | null>('CustomRecipientWriteScope');
  const isCustom = custom !== undefined && custom !== null && custom !== '';
  if (isCustom && relative !== undefined && relative !== null)
    throw new CmdletError({
      id: 'AmbiguousParameterSet',
      category: 'InvalidArgument',
      exception: 'ParameterBindingException',
      parameter: 'CustomRecipientWriteScope',
      text: {
        en: 'Name one scope: either -CustomRecipientWriteScope or -RecipientRelativeWriteScope.',
        fr: 'Indiquez une seule étendue : soit -CustomRecipientWriteScope, soit -RecipientRelativeWriteScope.',
      },
    });
  if (isCustom) {
    const scope = permissionsInForce(services.permissions).findScope(custom);
    if (scope === null) throw objectNotFound(custom, services.server.fqdn);
    return { custom: scope.name };
  }
  return relative ?? (custom === undefined && relative === undefined ? undefined : 'Organization');
}

/**
 * Some rights hold for the whole organization or not at all: to give rights, for one who may give any could give himself those that the scope keeps
 * from him. @throws CmdletError 'ScopeNotSupported'.
 */
export function requireScopable(
  permissions: Permissions,
  role: RoleInForce,
  scope: WriteScope,
  delegating: boolean,
): void {
  if (scope === 'Organization' || (permissions.rootOf(role).name !== 'Role Management' && !delegating)) return;
  throw scopeNotSupported(
    role.name,
    delegating
      ? `A right to give the role "${role.name}" on holds for the whole organization: whoever gives it chooses the scope.`
      : `The role "${role.name}" holds for the whole organization: whoever gives roles could give himself one without the scope.`,
    delegating
      ? `Le droit de transmettre le rôle « ${role.name} » vaut pour toute l’organisation : celui qui le donne choisit l’étendue.`
      : `Le rôle « ${role.name} » vaut pour toute l’organisation : qui donne des rôles pourrait s’en donner un sans l’étendue.`,
  );
}

export function scopeNotSupported(target: string, en: string, fr: string): CmdletError {
  return new CmdletError({
    id: 'ScopeNotSupported',
    category: 'InvalidOperation',
    exception: 'InvalidOperationException',
    target,
    text: { en, fr },
  });
}
