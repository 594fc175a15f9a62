import { defineCmdlet } from '../../engine/cmdlet.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { findSendConnector, sendConnectorIdentity } from './find-send-connectors.ts';

export const removeSendConnector = defineCmdlet({
  name: 'Remove-SendConnector',
  synopsis: { en: 'Removes a send connector.', fr: 'Supprime un connecteur d’envoi.' },
  parameters: [{ ...sendConnectorIdentity, mandatory: true }, domainControllerParameter],
  supportsShouldProcess: true,
  confirmsByDefault: true,
  examples: [
    {
      command: 'Remove-SendConnector Internet -Confirm:$false',
      explanation: { en: 'Without being asked.', fr: 'Sans confirmation.' },
    },
  ],
  roles: ['Send Connectors', 'Exchange Connectors'],
  async run(context, parameters) {
    const { services } = context;
    const connector = findSendConnector(services, parameters.get<string>('Identity') ?? '');
    const action = {
      en: `Removing Send connector "${connector.Name}", which sends to ${connector.AddressSpaces.join(', ')}.`,
      fr: `Suppression du connecteur d’envoi « ${connector.Name} », qui dessert ${connector.AddressSpaces.join(', ')}.`,
    };
    if (!context.shouldProcess(action)) return;
    await services.sendConnectors.remove(connector.Guid);
    context.changed(connector.Name);
  },
});
