import type { ManagementObject, ParameterDescription } from '@relais/management-contract';
import {
  type ConnectorPrincipal,
  type ConnectorRight,
  connectorPrincipals,
  connectorRights,
} from '../../../domain/configuration/connector-rights.ts';
import type { BoundParameters } from '../../engine/bound-parameters.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';

export const permissionParameters: readonly ParameterDescription[] = [
  {
    name: 'User',
    type: { kind: 'string', maxLength: 200 },
    position: 2,
    mandatory: true,
    pipeline: 'by-property-name',
    help: {
      en: 'On a connector: "NT AUTHORITY\\ANONYMOUS LOGON" for clients that have not signed in, "NT AUTHORITY\\Authenticated Users" for those that have, "MS Exchange\\Partner Servers" for partners known by their certificate. On a mailbox or group: a mailbox or group.',
      fr: 'Sur un connecteur : « NT AUTHORITY\\ANONYMOUS LOGON » pour les clients non authentifiés, « NT AUTHORITY\\Authenticated Users » pour les autres, « MS Exchange\\Partner Servers » pour les partenaires reconnus à leur certificat. Sur une boîte ou un groupe : une boîte ou un groupe.',
    },
  },
  {
    name: 'ExtendedRights',
    type: { kind: 'string', maxLength: 100 },
    list: true,
    mandatory: true,
    pipeline: 'by-property-name',
    help: {
      en: `On a connector: ${connectorRights.join(', ')}; the prefix may be left out. On a mailbox or group: Send As.`,
      fr: `Sur un connecteur : ${connectorRights.join(', ')} ; le préfixe peut être omis. Sur une boîte ou un groupe : Send As.`,
    },
  },
  {
    name: 'Deny',
    type: { kind: 'switch' },
    help: { en: 'Denies instead of allowing.', fr: 'Refuse au lieu d’autoriser.' },
  },
];

/** The rights that parameters name, in their own spelling. @throws CmdletError */
export function namedRights(parameters: BoundParameters): {
  readonly user: ConnectorPrincipal;
  readonly rights: readonly ConnectorRight[];
} {
  const given = parameters.get<string>('User') ?? '';
  const user = connectorPrincipals.find((name) => sameUser(name, given));
  if (user === undefined)
    throw refused(
      'User',
      given,
      `"${given}" has no rights on connectors; those who have are ${connectorPrincipals.map((name) => `"${name}"`).join(', ')}.`,
      `« ${given} » n’a pas de droits sur les connecteurs ; ceux qui en ont sont ${connectorPrincipals.map((name) => `« ${name} »`).join(', ')}.`,
    );
  const rights = (parameters.list('ExtendedRights', []) ?? []).map(String).map((text) => {
    const right = connectorRights.find((name) => spellings(name).includes(text.toLowerCase()));
    if (right !== undefined) return right;
    throw refused(
      'ExtendedRights',
      text,
      `"${text}" isn't a right that is obeyed on connectors; these are: ${connectorRights.join(', ')}.`,
      `« ${text} » n’est pas un droit applicable aux connecteurs ; il y a : ${connectorRights.join(', ')}.`,
    );
  });
  return { user, rights };
}

/** As `Get-ADPermission` prints it. */
export function permissionObject(
  identity: string,
  user: ConnectorPrincipal,
  rights: readonly ConnectorRight[],
  facts: { readonly deny: boolean; readonly isInherited: boolean },
): ManagementObject {
  return {
    Identity: identity,
    User: user,
    Deny: facts.deny,
    IsInherited: facts.isInherited,
    AccessRights: ['ExtendedRight'],
    ExtendedRights: rights,
    IsValid: true,
  };
}

export function sameUser(name: ConnectorPrincipal, given: string): boolean {
  const wanted = given.trim().toLowerCase();
  return wanted === name.toLowerCase() || wanted === name.slice(name.indexOf('\\') + 1).toLowerCase();
}

function spellings(right: ConnectorRight): readonly string[] {
  const lower = right.toLowerCase();
  return [lower, lower.replace(/^ms-exch-(?:smtp-)?/, '')];
}

function refused(parameter: string, target: string, en: string, fr: string): CmdletError {
  return new CmdletError({
    id: 'ADPermission',
    category: 'InvalidArgument',
    exception: 'ArgumentException',
    parameter,
    target: target.slice(0, 200),
    text: { en, fr },
  });
}
