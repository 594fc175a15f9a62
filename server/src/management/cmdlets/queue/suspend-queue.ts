import { defineCmdlet } from '../../engine/cmdlet.ts';
import { queueIdentityParameter } from './find-queues.ts';
import { filterParameter } from './queue-list-parameters.ts';
import { suspendQueues } from './suspension.ts';

export const suspendQueue = defineCmdlet({
  name: 'Suspend-Queue',
  synopsis: {
    en: 'Stops a queue; what is under way ends first.',
    fr: 'Suspend une file ; ce qui est en cours se termine d’abord.',
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
  run: (context, parameters) =>
    suspendQueues(context, parameters, true, (queue) => ({
      en: `Suspending queue ${queue}.`,
      fr: `Suspension de la file ${queue}.`,
    })),
});
