import { defineCmdlet } from '../../engine/cmdlet.ts';
import { chosenQueues, queueIdentityParameter } from './find-queues.ts';
import { filterParameter } from './queue-list-parameters.ts';

export const resumeQueue = defineCmdlet({
  name: 'Resume-Queue',
  synopsis: { en: 'Lets a stopped queue go on.', fr: 'Relance une file suspendue.' },
  parameters: [queueIdentityParameter, filterParameter],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'Resume-Queue CAS01\\contoso.com',
      explanation: { en: 'The mail for one domain.', fr: 'Le courrier pour un domaine.' },
    },
  ],
  roles: ['Transport Queues'],
  async run(context, parameters) {
    const { services } = context;
    for (const { queue, object } of await chosenQueues(services, parameters)) {
      const what = `"${String(object.Identity)}" (${String(object.NextHopDomain)}, ${queue.messageCount})`;
      const action = { en: `Resuming queue ${what}.`, fr: `Reprise de la file ${what}.` };
      if (!context.shouldProcess(action)) continue;
      await services.queue.changeHop(queue.nextHop, { suspended: false });
      context.changed(String(object.Identity), { Suspended: [queue.suspended, false] });
    }
  },
});
