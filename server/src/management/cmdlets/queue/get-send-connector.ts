import { defineCmdlet } from '../../engine/cmdlet.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { matchSendConnectors, sendConnectorIdentity } from './find-send-connectors.ts';
import { sendConnectorObject } from './send-connector-object.ts';

export const getSendConnector = defineCmdlet({
  name: 'Get-SendConnector',
  synopsis: { en: 'Shows send connectors.', fr: 'Affiche les connecteurs d’envoi.' },
  parameters: [{ ...sendConnectorIdentity, nullable: true, wildcards: true }, domainControllerParameter],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-SendConnector | Format-List',
      explanation: { en: 'Every property of all of them.', fr: 'Toutes les propriétés de tous.' },
    },
  ],
  defaultColumns: ['Identity', 'AddressSpaces', 'Enabled'],
  roles: ['Send Connectors', 'Exchange Connectors', 'View-Only Configuration'],
  async *run({ services }, parameters) {
    const identity = parameters.get<string | null>('Identity') ?? undefined;
    const found = identity === undefined ? services.sendConnectors.list() : matchSendConnectors(services, identity);
    for (const connector of found) yield sendConnectorObject(services, connector);
  },
});
