import type { ParameterDescription } from '@relais/management-contract';
import type { ReceiveConnector } from '../../../domain/configuration/receive-connectors.ts';
import { objectNotFound } from '../../engine/cmdlet-error.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { hasWildcard, matchesWildcard } from '../../engine/wildcard.ts';
import { receiveConnectorDistinguishedName } from './receive-connector-object.ts';

export const receiveConnectorIdentity: ParameterDescription = {
  name: 'Identity',
  type: { kind: 'identity', of: 'ReceiveConnector' },
  position: 1,
  pipeline: 'both',
  help: {
    en: 'The connector, by name, Server\\Name, GUID or distinguished name.',
    fr: 'Le connecteur, par son nom, Serveur\\Nom, GUID ou nom unique.',
  },
};

/** Every connector that a pattern with wildcards means. */
export function matchReceiveConnectors(services: ManagementServices, pattern: string): readonly ReceiveConnector[] {
  if (!hasWildcard(pattern)) return [findReceiveConnector(services, pattern)];
  return services.receiveConnectors
    .list()
    .filter(
      ({ Name }) => matchesWildcard(pattern, Name) || matchesWildcard(pattern, `${services.server.name}\\${Name}`),
    );
}

/** @throws CmdletError ManagementObjectNotFound */
export function findReceiveConnector(services: ManagementServices, identity: string): ReceiveConnector {
  const found = receiveConnectorNamed(services, identity);
  if (found === null) throw objectNotFound(identity, services.server.fqdn);
  return found;
}

export function receiveConnectorNamed(services: ManagementServices, identity: string): ReceiveConnector | null {
  const wanted = identity.toLowerCase();
  const { name, fqdn } = services.server;
  const found = services.receiveConnectors
    .list()
    .find((connector) =>
      [
        connector.Name,
        `${name}\\${connector.Name}`,
        `${fqdn}\\${connector.Name}`,
        connector.Guid,
        receiveConnectorDistinguishedName(services, connector),
      ].some((spelling) => spelling.toLowerCase() === wanted),
    );
  return found ?? null;
}
