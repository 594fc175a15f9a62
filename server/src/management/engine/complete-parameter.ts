import type { ParameterDescription } from '@relais/management-contract';
import { permissionsInForce } from './permissions.ts';
import type { ManagementServices } from './services.ts';

/** Values that begin like `prefix`, at most 50: enum names, and identities of the kind that the parameter names. */
export function completeParameter(
  services: ManagementServices,
  { type }: ParameterDescription,
  prefix: string,
): readonly string[] {
  const wanted = prefix.toLowerCase();
  return candidates(services, type)
    .filter((text) => text.toLowerCase().startsWith(wanted))
    .slice(0, 50);
}

function candidates(services: ManagementServices, type: ParameterDescription['type']): readonly string[] {
  switch (type.kind) {
    case 'boolean':
      return ['$true', '$false'];
    case 'enum':
      return type.values.map(({ name }) => name);
    case 'identity':
      return identities(services, type.of);
    default:
      return [];
  }
}

function identities(services: ManagementServices, of: string): readonly string[] {
  switch (of) {
    case 'Mailbox':
      return services.directory.mailboxes().flatMap(({ alias, emailAddresses }) => [alias, emailAddresses[0] ?? alias]);
    case 'ReceiveConnector':
      return services.receiveConnectors.list().map(({ Name }) => Name);
    case 'AcceptedDomain':
      return services.directory.acceptedDomains().map(({ domainName }) => domainName);
    case 'Server':
      return [services.server.name];
    case 'Service':
      return services.services().flatMap(({ name, alsoKnownAs }) => [name, ...alsoKnownAs]);
    case 'RoleGroup':
      return permissionsInForce(services.permissions).groups.map(({ name }) => name);
    case 'ManagementRole':
      return permissionsInForce(services.permissions).roles.map(({ name }) => name);
    case 'ManagementRoleAssignment':
      return permissionsInForce(services.permissions).assignments.map(({ name }) => name);
    default:
      return [];
  }
}
