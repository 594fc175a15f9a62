import { defineCmdlet } from '../../engine/cmdlet.ts';
import { messageIdentityParameter } from './find-messages.ts';
import { filterParameter } from './queue-list-parameters.ts';
import { suspendMessages } from './suspension.ts';

export const suspendMessage = defineCmdlet({
  name: 'Suspend-Message',
  synopsis: { en: 'Keeps a message in the queue.', fr: 'Retient un message dans la file.' },
  parameters: [messageIdentityParameter, filterParameter],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'Suspend-Message -Filter "FromAddress -eq \'alice@contoso.com\'"',
      explanation: { en: 'All that one person has sent.', fr: 'Tout ce qu’une personne a envoyé.' },
    },
  ],
  roles: ['Transport Queues'],
  run: (context, parameters) =>
    suspendMessages(context, parameters, true, (identity, from) => ({
      en: `Suspending message "${identity}" from ${from}.`,
      fr: `Suspension du message « ${identity} » de ${from}.`,
    })),
});
