import { defineCmdlet } from '../../engine/cmdlet.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import { domainControllerParameter, requireThisServer } from '../../server-identity.ts';
import { matchReceiveConnectors, receiveConnectorIdentity } from './find-receive-connectors.ts';
import { receiveConnectorObject } from './receive-connector-object.ts';

export const getReceiveConnector = defineCmdlet({
  name: 'Get-ReceiveConnector',
  synopsis: { en: 'Shows receive connectors.', fr: 'Affiche les connecteurs de réception.' },
  parameters: [
    { ...receiveConnectorIdentity, nullable: true, wildcards: true },
    {
      name: 'Server',
      type: { kind: 'identity', of: 'Server' },
      pipeline: 'by-value',
      help: {
        en: "A server's connectors; not together with Identity.",
        fr: 'Les connecteurs d’un serveur ; pas avec Identity.',
      },
    },
    domainControllerParameter,
  ],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-ReceiveConnector | Format-List',
      explanation: { en: 'Every property of all of them.', fr: 'Toutes les propriétés de tous.' },
    },
    {
      command: 'Get-ReceiveConnector "*Client Frontend*"',
      explanation: { en: 'By a part of the name.', fr: 'Par une partie du nom.' },
    },
  ],
  defaultColumns: ['Identity', 'Bindings', 'Enabled'],
  roles: ['Receive Connectors', 'View-Only Configuration'],
  async *run({ services }, parameters) {
    // A missing variable gives $null, and $null gives all: Exchange does so too (reference §2.1).
    const identity = parameters.get<string | null>('Identity') ?? undefined;
    const server = parameters.get<string>('Server');
    if (identity !== undefined && server !== undefined) {
      throw new CmdletError({
        id: 'AmbiguousParameterSet',
        category: 'InvalidArgument',
        exception: 'ParameterBindingException',
        parameter: 'Server',
        text: {
          en: 'Parameter set cannot be resolved using the specified named parameters: use either -Identity or -Server.',
          fr: 'Impossible de résoudre l’ensemble de paramètres : utilisez -Identity ou -Server, pas les deux.',
        },
      });
    }
    requireThisServer(services, server);
    const found =
      identity === undefined ? services.receiveConnectors.list() : matchReceiveConnectors(services, identity);
    for (const connector of found) yield receiveConnectorObject(services, connector);
  },
});
