import type { StartupType } from '../../../domain/configuration/service-startup.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { requireThisServer } from '../../server-identity.ts';
import { computerNameParameter, findDistinctServices, serviceNameParameter } from './find-services.ts';
import { orRefuse, refuseDisabled } from './service-failure.ts';

export const setService = defineCmdlet({
  name: 'Set-Service',
  synopsis: {
    en: 'Says whether a service starts with the server.',
    fr: 'Indique si un service démarre avec le serveur.',
  },
  parameters: [
    { ...serviceNameParameter, mandatory: true },
    {
      name: 'StartupType',
      type: {
        kind: 'enum',
        values: [
          { name: 'Automatic', number: 2, alsoKnownAs: ['Auto', 'AutomaticDelayedStart'] },
          { name: 'Manual', number: 3 },
          { name: 'Disabled', number: 4 },
        ],
      },
      help: {
        en: 'Automatic starts with the server, Manual waits for Start-Service, Disabled refuses to start.',
        fr: 'Automatic démarre avec le serveur, Manual attend Start-Service, Disabled refuse de démarrer.',
      },
    },
    {
      name: 'Status',
      type: { kind: 'enum', values: [{ name: 'Running' }, { name: 'Stopped' }] },
      help: { en: 'Starts or stops it too.', fr: 'Le démarre ou l’arrête aussi.' },
    },
    computerNameParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'Set-Service MSExchangePop3 -StartupType automatic',
      explanation: { en: 'POP3 starts with the server.', fr: 'POP3 démarre avec le serveur.' },
    },
  ],
  roles: ['Exchange Servers'],
  async run(context, parameters) {
    const { services } = context;
    for (const server of parameters.list<string>('ComputerName', []) ?? []) requireThisServer(services, server);
    const type = parameters.get<StartupType>('StartupType');
    const status = parameters.get<'Running' | 'Stopped'>('Status');
    for (const named of findDistinctServices(services, parameters.list<string>('Name', []) ?? [])) {
      const { name, displayName, service } = named;
      const action = {
        en: `Setting service '${displayName} (${name})'.`,
        fr: `Modification du service « ${displayName} (${name}) ».`,
      };
      if (!context.shouldProcess(action)) continue;
      if (type !== undefined) {
        const before = services.startup.of(service.name);
        await services.startup.set(service.name, type);
        context.changed(name, { StartupType: [before, type] });
      }
      if (status === 'Running' && service.state !== 'Running') {
        if (services.startup.of(service.name) === 'Disabled') throw refuseDisabled(named);
        await orRefuse('start', named, () => service.start());
        context.changed(name, { Status: ['Stopped', 'Running'] });
      }
      if (status === 'Stopped' && service.state === 'Running') {
        await orRefuse('stop', named, () => service.stop());
        context.changed(name, { Status: ['Running', 'Stopped'] });
      }
    }
  },
});
