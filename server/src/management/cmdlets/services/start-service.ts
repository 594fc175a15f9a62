import { defineCmdlet } from '../../engine/cmdlet.ts';
import { findDistinctServices, serviceNameParameter } from './find-services.ts';
import { orRefuse, refuseDisabled } from './service-failure.ts';
import { serviceObject } from './service-object.ts';
import { passThruParameter } from './service-parameters.ts';

export const startService = defineCmdlet({
  name: 'Start-Service',
  synopsis: { en: 'Starts services.', fr: 'Démarre des services.' },
  parameters: [{ ...serviceNameParameter, mandatory: true }, passThruParameter],
  supportsShouldProcess: true,
  plainObjects: true,
  examples: [
    {
      command: 'Start-Service MSExchangePop3; Start-Service MSExchangePOP3BE',
      explanation: { en: 'POP3, as the documents start it.', fr: 'POP3, comme dans la documentation.' },
    },
  ],
  roles: ['Exchange Servers'],
  async *run(context, parameters) {
    const { services } = context;
    for (const named of findDistinctServices(services, parameters.list<string>('Name', []) ?? [])) {
      const { name, displayName, service } = named;
      if (service.state !== 'Running') {
        if (services.startup.of(service.name) === 'Disabled') throw refuseDisabled(named);
        const action = {
          en: `Starting service '${displayName} (${name})'.`,
          fr: `Démarrage du service « ${displayName} (${name}) ».`,
        };
        if (!context.shouldProcess(action)) continue;
        await orRefuse('start', named, () => service.start());
        context.changed(name, { Status: ['Stopped', 'Running'] });
      }
      if (parameters.isOn('PassThru')) yield serviceObject(services, named);
    }
  },
});
