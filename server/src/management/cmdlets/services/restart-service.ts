import { defineCmdlet } from '../../engine/cmdlet.ts';
import { findDistinctServices, serviceNameParameter } from './find-services.ts';
import { orRefuse, refuseDisabled } from './service-failure.ts';
import { serviceObject } from './service-object.ts';
import { forceParameter, passThruParameter } from './service-parameters.ts';
import { sessionNotice } from './session-notice.ts';

export const restartService = defineCmdlet({
  name: 'Restart-Service',
  synopsis: {
    en: 'Makes what was configured effective, without refusing a connection.',
    fr: 'Applique la configuration sans refuser de connexion.',
  },
  description: {
    en: 'Listeners whose address stays are kept open. Live sessions are closed with a word; their number is said beforehand. W3SVC publishes external connection settings and advertised SMTP settings.',
    fr: 'Les ports dont l’adresse reste sont gardés ouverts. Les sessions en cours sont fermées avec un message ; leur nombre est annoncé avant. W3SVC publie les paramètres de connexion externes et les paramètres SMTP annoncés.',
  },
  parameters: [{ ...serviceNameParameter, mandatory: true }, forceParameter, passThruParameter],
  supportsShouldProcess: true,
  plainObjects: true,
  examples: [
    {
      command: 'Restart-Service MSExchangeIMAP4; Restart-Service MSExchangeIMAP4BE',
      explanation: { en: 'After Set-ImapSettings.', fr: 'Après Set-ImapSettings.' },
    },
    { command: 'Restart-Service W3SVC', explanation: { en: 'The same as iisreset.', fr: 'Équivaut à iisreset.' } },
  ],
  roles: ['Exchange Servers'],
  async *run(context, parameters) {
    const { services } = context;
    for (const named of findDistinctServices(services, parameters.list<string>('Name', []) ?? [])) {
      const { name, displayName, service } = named;
      // As in Windows, also while it runs: what is disabled is never started again.
      if (services.startup.of(service.name) === 'Disabled') throw refuseDisabled(named);
      const notice = sessionNotice(named, true);
      const action = {
        en: `Restarting service '${displayName} (${name})'.`,
        fr: `Redémarrage du service « ${displayName} (${name}) ».`,
      };
      if (!context.shouldProcess(action, notice)) continue;
      if (notice[0] !== undefined) context.warn(notice[0]);
      await orRefuse('restart', named, () => (service.state === 'Running' ? service.restart() : service.start()));
      context.changed(name);
      if (parameters.isOn('PassThru')) yield serviceObject(services, named);
    }
  },
});
