import { newSendConnector as freshConnector } from '../../../domain/queue/new-send-connector.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { sendConnectorChange, warnOfMechanism } from './send-connector-change.ts';
import { sendConnectorObject } from './send-connector-object.ts';
import {
  addressSpacesParameter,
  sendConnectorParameters,
  sourceTransportServersParameter,
} from './send-connector-parameters.ts';

const usages = ['Custom', 'Internal', 'Internet', 'Partner'];

export const newSendConnector = defineCmdlet({
  name: 'New-SendConnector',
  synopsis: {
    en: 'Makes a send connector, and so lets users send to other domains.',
    fr: 'Crée un connecteur d’envoi, ce qui permet aux utilisateurs d’écrire à d’autres domaines.',
  },
  parameters: [
    {
      name: 'Name',
      type: { kind: 'string', maxLength: 64 },
      mandatory: true,
      position: 1,
      help: { en: 'A name that no other has.', fr: 'Un nom qu’aucun autre ne porte.' },
    },
    { ...addressSpacesParameter, mandatory: true },
    {
      name: 'Usage',
      type: { kind: 'enum', values: usages.map((name) => ({ name })) },
      help: {
        en: 'What it is for; Partner requires TLS. Custom when left out.',
        fr: 'Son emploi ; Partner exige TLS. Custom par défaut.',
      },
    },
    ...usages.map((name) => ({
      name,
      type: { kind: 'switch' } as const,
      help: { en: `The same as -Usage ${name}.`, fr: `Équivaut à -Usage ${name}.` },
    })),
    ...sendConnectorParameters,
    sourceTransportServersParameter,
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'New-SendConnector -Name Internet -AddressSpaces "SMTP:*;1"',
      explanation: { en: "Straight to everybody's mail servers.", fr: 'Directement aux serveurs de chacun.' },
    },
    {
      command:
        'New-SendConnector -Name ISP -AddressSpaces * -SmartHosts mail.isp.test -Port 587 -SmartHostAuthMechanism BasicAuthRequireTLS -AuthenticationCredential (Get-Credential)',
      explanation: { en: "Through the provider's server.", fr: 'Par le serveur du fournisseur.' },
    },
  ],
  defaultColumns: ['Identity', 'AddressSpaces', 'Enabled'],
  roles: ['Send Connectors', 'Exchange Connectors'],
  async *run(context, parameters) {
    const { services } = context;
    const Name = parameters.get<string>('Name') ?? '';
    const change = sendConnectorChange(parameters, [addressSpacesParameter, ...sendConnectorParameters], {});
    const usage = parameters.get<string>('Usage') ?? usages.find((name) => parameters.isOn(name));
    const connector = freshConnector(services.clock.now(), {
      ...(usage === 'Partner' ? { RequireTLS: true } : {}),
      ...change,
      AddressSpaces: change.AddressSpaces ?? [],
      Name,
    });
    const action = {
      en: `Creating Send connector "${Name}" for ${connector.AddressSpaces.join(', ')}.`,
      fr: `Création du connecteur d’envoi « ${Name} » pour ${connector.AddressSpaces.join(', ')}.`,
    };
    if (!context.shouldProcess(action)) return;
    await services.sendConnectors.create(connector);
    warnOfMechanism(context, change);
    context.changed(Name);
    yield sendConnectorObject(services, connector);
  },
});
