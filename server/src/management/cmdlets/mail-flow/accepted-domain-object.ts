import type { ManagementObject, ParameterDescription } from '@relais/management-contract';
import type { AcceptedDomain } from '../../../domain/directory/directory.ts';
import { organizationDistinguishedName } from '../../directory-names.ts';
import { objectNotFound } from '../../engine/cmdlet-error.ts';
import type { ManagementServices } from '../../engine/services.ts';

export const acceptedDomainIdentity: ParameterDescription = {
  name: 'Identity',
  type: { kind: 'identity', of: 'AcceptedDomain' },
  position: 1,
  pipeline: 'both',
  help: {
    en: 'The accepted domain, by name, domain name or GUID.',
    fr: 'Le domaine accepté, par son nom, son nom de domaine ou son GUID.',
  },
};

export const domainTypeParameter: ParameterDescription = {
  name: 'DomainType',
  type: {
    kind: 'enum',
    values: [
      { name: 'Authoritative', number: 0 },
      { name: 'ExternalRelay', number: 1 },
      { name: 'InternalRelay', number: 2 },
    ],
  },
  defaultText: 'Authoritative',
  help: {
    en: 'Authoritative: all recipients are here. InternalRelay, ExternalRelay: others are passed on.',
    fr: 'Authoritative : tous les destinataires sont ici. InternalRelay, ExternalRelay : les autres sont relayés.',
  },
};

/** @throws CmdletError ManagementObjectNotFound */
export function findAcceptedDomain(services: ManagementServices, identity: string): AcceptedDomain {
  const wanted = identity.toLowerCase();
  const found = services.directory
    .acceptedDomains()
    .find(({ name, domainName, guid }) => [name.toLowerCase(), domainName, guid].includes(wanted));
  if (found === undefined) throw objectNotFound(identity, services.server.fqdn);
  return found;
}

export function acceptedDomainObject(services: ManagementServices, domain: AcceptedDomain): ManagementObject {
  return {
    DomainName: domain.domainName,
    DomainType: domain.domainType,
    CatchAllRecipientID:
      domain.catchAll === null ? null : (services.directory.findMailbox(domain.catchAll)?.name ?? null),
    MatchSubDomains: domain.domainName.startsWith('*.'),
    Default: domain.isDefault,
    AdminDisplayName: '',
    ExchangeVersion: '0.1 (8.0.535.0)',
    Name: domain.name,
    DistinguishedName: `CN=${domain.name},CN=Accepted Domains,CN=Transport Settings,${organizationDistinguishedName(services)}`,
    Identity: domain.name,
    Guid: domain.guid,
    ObjectClass: ['top', 'msExchAcceptedDomain'],
    OriginatingServer: services.server.fqdn,
    IsValid: true,
    ObjectState: 'Unchanged',
  };
}
