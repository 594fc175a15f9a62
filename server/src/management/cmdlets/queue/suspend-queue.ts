import { defineCmdlet } from '../../engine/cmdlet.ts';
import { chosenQueues, queueIdentityParameter } from './find-queues.ts';
import { filterParameter } from './queue-list-parameters.ts';

export const suspendQueue = defineCmdlet({
  name: 'Suspend-Queue',
  synopsis: {
    en: 'Stops a queue; what is under way ends first.',
    fr: "Suspend une file ; ce qui est en cours se termine d'abord.",
  },
  parameters: [queueIdentityParameter, filterParameter],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'Suspend-Queue CAS01\\contoso.com',
      explanation: { en: 'The mail for one domain.', fr: 'Le courrier pour un domaine.' },
    },
  ],
  roles: ['Transport Queues'],
  async run(context, parameters) {
    const { services } = context;
    for (const { queue, object } of await chosenQueues(services, parameters)) {
      const what = `"${String(object.Identity)}" (${String(object.NextHopDomain)}, ${queue.messageCount})`;
      const action = { en: `Suspending queue ${what}.`, fr: `Suspension de la file ${what}.` };
      if (!context.shouldProcess(action)) continue;
      await services.queue.changeHop(queue.nextHop, { suspended: true });
      context.changed(String(object.Identity), { Suspended: [queue.suspended, true] });
    }
  },
});
