import { defineCmdlet } from '../../engine/cmdlet.ts';
import { publishesOtherwise } from '../../published-connectors.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { findReceiveConnector, receiveConnectorIdentity } from './find-receive-connectors.ts';
import { warnOfMissingCertificate } from './missing-certificate.ts';
import { connectorChange, differences } from './receive-connector-change.ts';
import { receiveConnectorParameters, receiveConnectorSetParameters } from './receive-connector-parameters.ts';
import { warnOfTakenPort } from './taken-port.ts';
import { warnOfUnopenedBindings } from './unopened-bindings.ts';
import { warnOfOpenRelay } from './warn-of-open-relay.ts';
import { warnOfUnusableConnector } from './warn-of-unusable-connector.ts';

const changeable = [
  {
    name: 'Name',
    type: { kind: 'string', maxLength: 64 } as const,
    help: { en: 'A new name.', fr: 'Un nouveau nom.' },
  },
  ...receiveConnectorParameters,
  ...receiveConnectorSetParameters,
];

export const setReceiveConnector = defineCmdlet({
  name: 'Set-ReceiveConnector',
  synopsis: { en: 'Changes a receive connector.', fr: 'Modifie un connecteur de réception.' },
  description: {
    en: 'New connections obey at once. What users are shown (AdvertiseClientSettings, Fqdn, port) follows after iisreset.',
    fr: 'Les nouvelles connexions obéissent aussitôt. Ce que voient les utilisateurs (AdvertiseClientSettings, Fqdn, port) suit après iisreset.',
  },
  parameters: [{ ...receiveConnectorIdentity, mandatory: true }, ...changeable, domainControllerParameter],
  supportsShouldProcess: true,
  examples: [
    {
      command:
        'Get-ReceiveConnector "*Client Frontend*" | Set-ReceiveConnector -Fqdn mail.contoso.com -AdvertiseClientSettings $true',
      explanation: {
        en: 'Shows users how to send mail, after iisreset.',
        fr: 'Montre aux utilisateurs comment envoyer du courrier, après iisreset.',
      },
    },
    {
      command: 'Set-ReceiveConnector "Client Frontend CAS01" -Banner "220 mail.contoso.com ready"',
      explanation: { en: 'Another greeting.', fr: 'Un autre message d’accueil.' },
    },
  ],
  roles: ['Receive Connectors'],
  async run(context, parameters) {
    const { services } = context;
    const connector = findReceiveConnector(services, parameters.get<string>('Identity') ?? '');
    const change = connectorChange(parameters, changeable, { ...connector });
    const changed = differences(connector, change);
    const identity = `${services.server.name}\\${connector.Name}`;
    if (Object.keys(changed).length === 0) {
      context.warn({
        en: `The command completed successfully but no settings of '${identity}' have been modified.`,
        fr: `La commande s’est terminée correctement mais aucun paramètre de « ${identity} » n’a été modifié.`,
      });
      return;
    }
    const names = Object.keys(changed).join(', ');
    const action = {
      en: `Setting Receive connector "${identity}": ${names}.`,
      fr: `Modification du connecteur de réception « ${identity} » : ${names}.`,
    };
    if (!context.shouldProcess(action)) {
      // -WhatIf is asked to know this before it is so.
      warnOfOpenRelay(context, { ...connector, ...change });
      return;
    }
    const updated = await services.receiveConnectors.update(connector.Guid, change);
    context.changed(identity, changed);
    if ('Bindings' in changed) warnOfTakenPort(context, change.Bindings ?? []);
    await warnOfUnopenedBindings(context, updated);
    warnOfOpenRelay(context, updated);
    if ('PermissionGroups' in changed || 'AuthMechanism' in changed) warnOfUnusableConnector(context, updated);
    if ('TlsCertificateName' in changed) warnOfMissingCertificate(context, updated);
    if (publishesOtherwise([connector], [updated])) {
      context.warn({
        en: `Users see the changed client settings after IIS is restarted on server ${services.server.name} (iisreset).`,
        fr: `Les utilisateurs voient les paramètres modifiés après le redémarrage d’IIS sur le serveur ${services.server.name} (iisreset).`,
      });
    }
  },
});
