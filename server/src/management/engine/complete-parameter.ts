import type { ParameterDescription } from '@relais/management-contract';
import type { NamedRecipient } from '../../domain/directory/taken-names.ts';
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
      return services.directory.mailboxes().flatMap(namesOf);
    case 'Recipient':
      return services.directory.recipients().flatMap(namesOf);
    case 'SendConnector':
      return services.sendConnectors.list().map(({ Name }) => Name);
    case 'RemoteDomain':
      return services.remoteDomains.list().map(({ name }) => name);
    case 'ThrottlingPolicy':
      return services.throttling.list().map(({ name }) => name);
    case 'DkimSigningConfig':
      return services.dkim.list().map(({ domain }) => domain);
    case 'Certificate':
      return services.certificates?.list().map(({ thumbprint }) => thumbprint) ?? [];
    case 'ClientSession':
      return services.liveSessions.list().map(({ id }) => String(id));
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
    case 'ManagementScope':
      return services.permissions.scopes().map(({ name }) => name);
    case 'ManagementRoleAssignment':
      return permissionsInForce(services.permissions).assignments.map(({ name }) => name);
    default:
      return [];
  }
}

/** How a recipient is called, once each: `carla`, `carla@contoso.com`, `Carla Cruz`. */
function namesOf({ alias, name, emailAddresses }: NamedRecipient): readonly string[] {
  const all = [alias, emailAddresses[0] ?? alias, name];
  return all.filter((one, at) => all.findIndex((other) => other.toLowerCase() === one.toLowerCase()) === at);
}
