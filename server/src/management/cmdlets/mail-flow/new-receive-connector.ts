import { newReceiveConnector as freshConnector } from '../../../domain/configuration/default-receive-connectors.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { domainControllerParameter, requireThisServer } from '../../server-identity.ts';
import { warnOfMissingCertificate } from './missing-certificate.ts';
import { connectorChange } from './receive-connector-change.ts';
import { receiveConnectorObject } from './receive-connector-object.ts';
import { receiveConnectorParameters } from './receive-connector-parameters.ts';
import { chosenUsage, usages } from './receive-connector-usage.ts';
import { warnOfTakenPort } from './taken-port.ts';
import { warnOfUnopenedBindings } from './unopened-bindings.ts';
import { warnOfOpenRelay } from './warn-of-open-relay.ts';
import { warnOfUnusableConnector } from './warn-of-unusable-connector.ts';

export const newReceiveConnector = defineCmdlet({
  name: 'New-ReceiveConnector',
  synopsis: { en: 'Makes a receive connector.', fr: 'Crée un connecteur de réception.' },
  parameters: [
    {
      name: 'Name',
      type: { kind: 'string', maxLength: 64 },
      mandatory: true,
      position: 1,
      help: {
        en: 'A name that no other connector of the server has.',
        fr: 'Un nom qu’aucun autre connecteur du serveur ne porte.',
      },
    },
    {
      name: 'Usage',
      type: { kind: 'enum', values: usages.map(({ name }) => ({ name })) },
      help: {
        en: 'Client, Internal, Internet, Partner, Lmtp or Custom: chooses permissions and authentication. Custom when left out. Lmtp takes mail from programs of this machine on 127.0.0.1:24, with a reply a recipient (RFC 2033).',
        fr: 'Client, Internal, Internet, Partner, Lmtp ou Custom : choisit autorisations et authentification. Custom par défaut. Lmtp reçoit le courrier des programmes de cette machine sur 127.0.0.1:24, avec une réponse par destinataire (RFC 2033).',
      },
    },
    ...usages.map(({ name }) => ({
      name,
      type: { kind: 'switch' } as const,
      help: { en: `The same as -Usage ${name}.`, fr: `Équivaut à -Usage ${name}.` },
    })),
    {
      name: 'Server',
      type: { kind: 'identity', of: 'Server' },
      pipeline: 'by-value',
      help: { en: 'The server; this one when left out.', fr: 'Le serveur ; celui-ci par défaut.' },
    },
    ...receiveConnectorParameters,
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command:
        'New-ReceiveConnector -Name Printers -Usage Custom -Bindings 0.0.0.0:2525 -RemoteIPRanges 192.168.5.0/24 -PermissionGroups AnonymousUsers',
      explanation: {
        en: 'For devices of one network that cannot sign in.',
        fr: 'Pour les appareils d’un réseau qui ne savent pas s’authentifier.',
      },
    },
    {
      command: 'New-ReceiveConnector -Name LMTP -Usage Lmtp',
      explanation: {
        en: 'Takes mail by LMTP from a server in front, such as Postfix, on port 24 of this machine.',
        fr: 'Reçoit le courrier par LMTP d’un serveur placé devant, comme Postfix, sur le port 24 de cette machine.',
      },
    },
  ],
  defaultColumns: ['Identity', 'Bindings', 'Enabled'],
  roles: ['Receive Connectors'],
  async *run(context, parameters) {
    const { services } = context;
    requireThisServer(services, parameters.get<string>('Server'));
    const usage = chosenUsage(parameters);
    const given = usage.gives(services.serverFacts);
    const Name = parameters.get<string>('Name') ?? '';
    const connector = freshConnector(services.serverFacts, services.clock.now(), {
      ...given,
      ...connectorChange(parameters, receiveConnectorParameters, { ...given }),
      Name,
    });
    const identity = `${services.server.name}\\${Name}`;
    const action = {
      en: `Creating Receive connector "${identity}".`,
      fr: `Création du connecteur de réception « ${identity} ».`,
    };
    if (!context.shouldProcess(action)) return;
    await services.receiveConnectors.create(connector);
    context.changed(identity);
    warnOfTakenPort(context, connector.Bindings);
    await warnOfUnopenedBindings(context, connector);
    warnOfMissingCertificate(context, connector);
    warnOfOpenRelay(context, connector);
    warnOfUnusableConnector(context, connector);
    yield receiveConnectorObject(services, connector);
  },
});
