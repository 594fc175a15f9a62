import { defineCmdlet } from '../../engine/cmdlet.ts';
import { messageIdentityParameter } from './find-messages.ts';
import { filterParameter } from './queue-list-parameters.ts';
import { suspendMessages } from './suspension.ts';

export const resumeMessage = defineCmdlet({
  name: 'Resume-Message',
  synopsis: { en: 'Lets a kept message go on.', fr: 'Relance un message retenu.' },
  parameters: [messageIdentityParameter, filterParameter],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'Resume-Message -Filter "FromAddress -eq \'alice@contoso.com\'"',
      explanation: { en: 'All that one person has sent.', fr: 'Tout ce qu’une personne a envoyé.' },
    },
  ],
  roles: ['Transport Queues'],
  run: (context, parameters) =>
    suspendMessages(context, parameters, false, (identity, from) => ({
      en: `Resuming message "${identity}" from ${from}.`,
      fr: `Reprise du message « ${identity} » de ${from}.`,
    })),
});
