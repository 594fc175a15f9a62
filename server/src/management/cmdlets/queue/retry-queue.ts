import { defineCmdlet } from '../../engine/cmdlet.ts';
import { chosenQueues, queueIdentityParameter } from './find-queues.ts';
import { filterParameter } from './queue-list-parameters.ts';

export const retryQueue = defineCmdlet({
  name: 'Retry-Queue',
  synopsis: { en: 'Tries a queue at once.', fr: 'Réessaie une file immédiatement.' },
  parameters: [
    queueIdentityParameter,
    filterParameter,
    {
      name: 'Resubmit',
      type: { kind: 'boolean' },
      help: {
        en: 'Also finds the way of every recipient anew.',
        fr: 'Cherche aussi à nouveau le chemin de chaque destinataire.',
      },
    },
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'Retry-Queue -Filter "Status -eq \'Retry\'"',
      explanation: { en: 'All that wait after a failure.', fr: 'Toutes celles qui attendent après un échec.' },
    },
    {
      command: 'Retry-Queue CAS01\\Unreachable -Resubmit $true',
      explanation: { en: 'After connectors have changed.', fr: 'Après un changement de connecteurs.' },
    },
  ],
  roles: ['Transport Queues'],
  async run(context, parameters) {
    const { services } = context;
    for (const { queue, object } of await chosenQueues(services, parameters)) {
      const what = `"${String(object.Identity)}" (${String(object.NextHopDomain)}, ${queue.messageCount})`;
      const action = { en: `Retrying queue ${what}.`, fr: `Nouvel essai de la file ${what}.` };
      if (!context.shouldProcess(action)) continue;
      if (parameters.isOn('Resubmit')) await services.queue.reroute();
      await services.queue.retryNow(queue.nextHop);
      context.changed(String(object.Identity));
    }
  },
});
