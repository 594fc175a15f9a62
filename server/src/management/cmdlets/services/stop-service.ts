import { defineCmdlet } from '../../engine/cmdlet.ts';
import { findDistinctServices, serviceNameParameter } from './find-services.ts';
import { orRefuse } from './service-failure.ts';
import { serviceObject } from './service-object.ts';
import { forceParameter, passThruParameter } from './service-parameters.ts';
import { sessionNotice } from './session-notice.ts';

export const stopService = defineCmdlet({
  name: 'Stop-Service',
  synopsis: {
    en: 'Stops services; their sessions are closed with a word.',
    fr: 'Arrête des services ; leurs sessions sont fermées avec un message.',
  },
  parameters: [{ ...serviceNameParameter, mandatory: true }, forceParameter, passThruParameter],
  supportsShouldProcess: true,
  plainObjects: true,
  examples: [
    {
      command: 'Stop-Service MSExchangeImap4 -WhatIf',
      explanation: { en: 'Whom it would disconnect.', fr: 'Qui serait déconnecté.' },
    },
  ],
  roles: ['Exchange Servers'],
  async *run(context, parameters) {
    const { services } = context;
    for (const named of findDistinctServices(services, parameters.list<string>('Name', []) ?? [])) {
      const { name, displayName, service } = named;
      if (service.state === 'Running') {
        const notice = sessionNotice(named, false);
        const action = {
          en: `Stopping service '${displayName} (${name})'.`,
          fr: `Arrêt du service « ${displayName} (${name}) ».`,
        };
        if (!context.shouldProcess(action, notice)) continue;
        if (notice[0] !== undefined) context.warn(notice[0]);
        await orRefuse('stop', named, () => service.stop());
        context.changed(name, { Status: ['Running', 'Stopped'] });
      }
      if (parameters.isOn('PassThru')) yield serviceObject(services, named);
    }
  },
});
