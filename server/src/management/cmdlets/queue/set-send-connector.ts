import { defineCmdlet } from '../../engine/cmdlet.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { findSendConnector, sendConnectorIdentity } from './find-send-connectors.ts';
import {
  forgetsCredential,
  sendConnectorChange,
  sendConnectorDifferences,
  warnOfMechanism,
} from './send-connector-change.ts';
import {
  addressSpacesParameter,
  sendConnectorParameters,
  sourceTransportServersParameter,
} from './send-connector-parameters.ts';

const changeable = [
  {
    name: 'Name',
    type: { kind: 'string', maxLength: 64 } as const,
    help: { en: 'A new name.', fr: 'Un nouveau nom.' },
  },
  addressSpacesParameter,
  ...sendConnectorParameters,
];

export const setSendConnector = defineCmdlet({
  name: 'Set-SendConnector',
  synopsis: { en: 'Changes a send connector.', fr: 'Modifie un connecteur d’envoi.' },
  description: {
    en: 'New connections obey at once, and mail that waits takes the new way.',
    fr: 'Les nouvelles connexions obéissent aussitôt, et le courrier en attente prend le nouveau chemin.',
  },
  parameters: [
    { ...sendConnectorIdentity, mandatory: true },
    ...changeable,
    sourceTransportServersParameter,
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'Set-SendConnector Internet -MaxMessageSize 25MB',
      explanation: { en: 'Larger messages.', fr: 'Des messages plus gros.' },
    },
  ],
  roles: ['Send Connectors', 'Exchange Connectors'],
  async run(context, parameters) {
    const { services } = context;
    const connector = findSendConnector(services, parameters.get<string>('Identity') ?? '');
    const asked = sendConnectorChange(parameters, changeable, connector);
    const forgets = forgetsCredential(connector, asked);
    const change = forgets ? { ...asked, AuthenticationCredential: null } : asked;
    const changed = sendConnectorDifferences(connector, change);
    if (Object.keys(changed).length === 0) {
      context.warn({
        en: `The command completed successfully but no settings of '${connector.Name}' have been modified.`,
        fr: `La commande s’est terminée correctement mais aucun paramètre de « ${connector.Name} » n’a été modifié.`,
      });
      return;
    }
    const names = Object.keys(changed).join(', ');
    const action = {
      en: `Setting Send connector "${connector.Name}": ${names}.`,
      fr: `Modification du connecteur d’envoi « ${connector.Name} » : ${names}.`,
    };
    if (!context.shouldProcess(action)) return;
    await services.sendConnectors.update(connector.Guid, change);
    warnOfMechanism(context, change);
    if (forgets)
      context.warn({
        en: `AuthenticationCredential was removed: nobody signs in with SmartHostAuthMechanism ${String(change.SmartHostAuthMechanism)}.`,
        fr: `AuthenticationCredential a été supprimé : avec SmartHostAuthMechanism ${String(change.SmartHostAuthMechanism)}, nul ne s’authentifie.`,
      });
    context.changed(connector.Name, changed);
  },
});
