import { defineCmdlet } from '../../engine/cmdlet.ts';
import { queueIdentityParameter } from './find-queues.ts';
import { filterParameter } from './queue-list-parameters.ts';
import { suspendQueues } from './suspension.ts';

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
  run: (context, parameters) =>
    suspendQueues(context, parameters, false, (queue) => ({
      en: `Resuming queue ${queue}.`,
      fr: `Reprise de la file ${queue}.`,
    })),
});
