import { defineCmdlet } from '../../engine/cmdlet.ts';
import { requireThisServer } from '../../server-identity.ts';
import { computerNameParameter, findServices, namedServices, serviceNameParameter } from './find-services.ts';
import { serviceObject } from './service-object.ts';

export const getService = defineCmdlet({
  name: 'Get-Service',
  synopsis: { en: 'Shows the services of this server.', fr: 'Affiche les services de ce serveur.' },
  parameters: [
    serviceNameParameter,
    {
      name: 'DisplayName',
      type: { kind: 'string', maxLength: 256 },
      list: true,
      wildcards: true,
      help: { en: 'Display names; wildcards are taken.', fr: 'Noms complets ; caractères génériques acceptés.' },
    },
    computerNameParameter,
  ],
  supportsShouldProcess: false,
  plainObjects: true,
  examples: [
    { command: 'Get-Service *exch*', explanation: { en: "Exchange's services.", fr: 'Les services d’Exchange.' } },
    {
      command: 'Get-Service W3SVC | Format-List',
      explanation: { en: 'The web service with its addresses.', fr: 'Le service web avec ses adresses.' },
    },
  ],
  defaultColumns: ['Status', 'Name', 'DisplayName'],
  roles: ['Exchange Servers', 'Monitoring', 'View-Only Configuration', 'POP3 and IMAP4 Protocols'],
  async *run({ services }, parameters) {
    for (const server of parameters.list<string>('ComputerName', []) ?? []) requireThisServer(services, server);
    const patterns = [
      ...(parameters.list<string>('Name', []) ?? []),
      ...(parameters.list<string>('DisplayName', []) ?? []),
    ];
    const found =
      patterns.length === 0 ? namedServices(services) : patterns.flatMap((pattern) => findServices(services, pattern));
    for (const named of found) yield serviceObject(services, named);
  },
});
