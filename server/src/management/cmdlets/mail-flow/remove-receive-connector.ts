import { defineCmdlet } from '../../engine/cmdlet.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { findReceiveConnector, receiveConnectorIdentity } from './find-receive-connectors.ts';

export const removeReceiveConnector = defineCmdlet({
  name: 'Remove-ReceiveConnector',
  synopsis: { en: 'Removes a receive connector.', fr: 'Supprime un connecteur de réception.' },
  parameters: [{ ...receiveConnectorIdentity, mandatory: true }, domainControllerParameter],
  supportsShouldProcess: true,
  confirmsByDefault: true,
  examples: [
    {
      command: 'Remove-ReceiveConnector Printers -Confirm:$false',
      explanation: { en: 'Without being asked.', fr: 'Sans confirmation.' },
    },
  ],
  roles: ['Receive Connectors'],
  async run(context, parameters) {
    const { services } = context;
    const connector = findReceiveConnector(services, parameters.get<string>('Identity') ?? '');
    const identity = `${services.server.name}\\${connector.Name}`;
    const action = {
      en: `Removing Receive connector "${identity}", which listens on ${connector.Bindings.join(', ')}.`,
      fr: `Suppression du connecteur de réception « ${identity} », qui écoute sur ${connector.Bindings.join(', ')}.`,
    };
    if (!context.shouldProcess(action)) return;
    await services.receiveConnectors.remove(connector.Guid);
    context.changed(identity);
  },
});
