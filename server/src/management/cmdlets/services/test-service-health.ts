import type { ManagementObject } from '@relais/management-contract';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { domainControllerParameter, requireThisServer } from '../../server-identity.ts';
import { namedServices } from './find-services.ts';

/** Exchange's roles of a server, and the services of each that exist here. */
const roles: readonly (readonly [role: string, services: readonly string[]])[] = [
  [
    'Client Access Server Role',
    ['IISAdmin', 'MSExchangeFrontEndTransport', 'MSExchangeImap4', 'MSExchangePop3', 'W3SVC'],
  ],
  ['Hub Transport Server Role', ['MSExchangeTransport']],
  ['Mailbox Server Role', ['MSExchangeIMAP4BE', 'MSExchangePOP3BE']],
];

export const testServiceHealth = defineCmdlet({
  name: 'Test-ServiceHealth',
  synopsis: {
    en: 'Says for each role of the server whether the services that it needs run.',
    fr: 'Dit pour chaque rôle du serveur si les services dont il a besoin fonctionnent.',
  },
  description: {
    en: 'A service is needed when it starts automatically (Set-Service -StartupType).',
    fr: 'Un service est nécessaire quand son démarrage est automatique (Set-Service -StartupType).',
  },
  parameters: [
    {
      name: 'Server',
      type: { kind: 'identity', of: 'Server' },
      position: 1,
      pipeline: 'both',
      aliases: ['Identity'],
      help: { en: 'The server; this one when left out.', fr: 'Le serveur ; celui-ci par défaut.' },
    },
    domainControllerParameter,
  ],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Test-ServiceHealth | Format-Table Role,RequiredServicesRunning,ServicesNotRunning',
      explanation: { en: 'What does not run and should.', fr: 'Ce qui ne fonctionne pas et devrait.' },
    },
  ],
  roles: ['Exchange Servers', 'Monitoring', 'View-Only Configuration'],
  async *run({ services }, parameters) {
    requireThisServer(services, parameters.get<string>('Server'));
    const byName = new Map(namedServices(services).map((named) => [named.name.toLowerCase(), named]));
    for (const [role, names] of roles) {
      const needed = names.flatMap((name) => byName.get(name.toLowerCase()) ?? []);
      const required = needed.filter(({ service }) => services.startup.of(service.name) === 'Automatic');
      const running = required.filter(({ service }) => service.state === 'Running').map(({ name }) => name);
      const missing = required.filter(({ service }) => service.state !== 'Running').map(({ name }) => name);
      const object: ManagementObject = {
        Role: role,
        RequiredServicesRunning: missing.length === 0,
        ServicesRunning: running,
        ServicesNotRunning: missing,
      };
      yield object;
    }
  },
});
