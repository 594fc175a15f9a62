import type { ParameterDescription } from '@relais/management-contract';
import type { SendConnector } from '../../../domain/queue/send-connectors.ts';
import { objectNotFound } from '../../engine/cmdlet-error.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { hasWildcard, matchesWildcard } from '../../engine/wildcard.ts';
import { sendConnectorDistinguishedName } from './send-connector-object.ts';

export const sendConnectorIdentity: ParameterDescription = {
  name: 'Identity',
  type: { kind: 'identity', of: 'SendConnector' },
  position: 1,
  pipeline: 'both',
  help: {
    en: 'The connector, by name, GUID or distinguished name.',
    fr: 'Le connecteur, par son nom, GUID ou nom unique.',
  },
};

/** Every connector that a pattern with wildcards means. */
export function matchSendConnectors(services: ManagementServices, pattern: string): readonly SendConnector[] {
  if (!hasWildcard(pattern)) return [findSendConnector(services, pattern)];
  return services.sendConnectors.list().filter(({ Name }) => matchesWildcard(pattern, Name));
}

/** @throws CmdletError ManagementObjectNotFound */
export function findSendConnector(services: ManagementServices, identity: string): SendConnector {
  const wanted = identity.toLowerCase();
  const found = services.sendConnectors
    .list()
    .find((connector) =>
      [connector.Name, connector.Guid, sendConnectorDistinguishedName(services, connector)].some(
        (spelling) => spelling.toLowerCase() === wanted,
      ),
    );
  if (found === undefined) throw objectNotFound(identity, services.server.fqdn);
  return found;
}
