import type { ManagementObject, ParameterDescription } from '@relais/management-contract';
import type { StoredManagementScope } from '../../../domain/permissions/permission-store.ts';
import { defaultDomain, domainComponents } from '../../directory-names.ts';
import { CmdletError, objectNotFound } from '../../engine/cmdlet-error.ts';
import { parseFilter } from '../../engine/opath-filter.ts';
import { type Permissions, permissionsInForce } from '../../engine/permissions.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { organizationalUnit } from '../recipients/mailbox-tail.ts';
import { scopedObject } from '../recipients/recipient-object.ts';
import { allAssignments, type FoundAssignment } from './find-assignments.ts';

export const managementScopeIdentity: ParameterDescription = {
  name: 'Identity',
  type: { kind: 'identity', of: 'ManagementScope' },
  position: 1,
  pipeline: 'both',
  help: { en: 'The management scope, by name.', fr: 'L’étendue de gestion, par son nom.' },
};

/** @throws CmdletError ManagementObjectNotFound */
export function requireScope(services: ManagementServices, identity: string): StoredManagementScope {
  const scope = permissionsInForce(services.permissions).findScope(identity);
  if (scope === null) throw objectNotFound(identity, services.server.fqdn);
  return scope;
}

/** The assignments that a scope narrows. */
export function assignmentsWithin(
  services: ManagementServices,
  permissions: Permissions,
  scope: string,
): readonly FoundAssignment[] {
  return allAssignments(services, permissions).filter(
    ({ assignment: { writeScope } }) =>
      typeof writeScope !== 'string' && writeScope.custom.toLowerCase() === scope.toLowerCase(),
  );
}

/** What was not understood must not be found out by an administrator who may change nobody. @throws CmdletError 'InvalidFilter' */
export function requireScopeFilter(services: ManagementServices, filter: string): string {
  const [one] = services.directory.recipients();
  try {
    const matches = parseFilter(filter);
    if (one !== undefined) matches(scopedObject(services, one));
  } catch (error) {
    if (!(error instanceof CmdletError)) throw error;
    throw new CmdletError({ ...error.fields, parameter: 'RecipientRestrictionFilter' });
  }
  return filter
    .trim()
    .replace(/^\{([\s\S]*)\}$/, '$1')
    .trim();
}

/** Everybody stands in one unit, so that one, or a domain, may be named. @throws CmdletError 'RecipientRootNotFound' */
export function requireRecipientRoot(services: ManagementServices, root: string | null): string | null {
  const wanted = root?.trim().toLowerCase() ?? '';
  if (wanted === '') return null;
  const domains = services.directory.acceptedDomains().map(({ domainName }) => domainName.toLowerCase());
  const components = domainComponents(services).toLowerCase();
  const known = [...domains.flatMap((domain) => [domain, `${domain}/users`]), components, `cn=users,${components}`];
  if (known.includes(wanted)) return root?.trim() ?? null;
  throw new CmdletError({
    id: 'RecipientRootNotFound',
    category: 'InvalidArgument',
    exception: 'ArgumentException',
    parameter: 'RecipientRoot',
    target: root ?? '',
    text: {
      en: `There is no organizational unit "${root}": all recipients stand in ${organizationalUnit(services)} (or ${defaultDomain(services)}). -RecipientRestrictionFilter chooses among them, for example by Department or CustomAttribute1.`,
      fr: `Il n’y a pas d’unité d’organisation « ${root} » : tous les destinataires sont dans ${organizationalUnit(services)} (ou ${defaultDomain(services)}). -RecipientRestrictionFilter choisit parmi eux, par exemple selon Department ou CustomAttribute1.`,
    },
  });
}

/** As Get-ManagementScope prints it. */
export function managementScopeObject(scope: StoredManagementScope): ManagementObject {
  return {
    RecipientRoot: scope.recipientRoot,
    RecipientFilter: scope.recipientFilter,
    ServerFilter: '',
    DatabaseFilter: '',
    ScopeRestrictionType: 'RecipientScope',
    Exclusive: false,
    Name: scope.name,
    Identity: scope.name,
    WhenCreated: new Date(scope.whenCreated),
    WhenChanged: new Date(scope.whenChanged),
    IsValid: true,
  };
}
