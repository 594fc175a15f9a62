import { defineCmdlet } from '../../engine/cmdlet.ts';
import { chosenMessages, messageIdentityParameter } from './find-messages.ts';
import { filterParameter } from './queue-list-parameters.ts';

export const suspendMessage = defineCmdlet({
  name: 'Suspend-Message',
  synopsis: { en: 'Keeps a message in the queue.', fr: 'Retient un message dans la file.' },
  parameters: [messageIdentityParameter, filterParameter],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'Suspend-Message -Filter "FromAddress -eq \'alice@contoso.com\'"',
      explanation: { en: 'All that one person has sent.', fr: "Tout ce qu'une personne a envoyé." },
    },
  ],
  roles: ['Transport Queues'],
  async run(context, parameters) {
    const { services } = context;
    const ids: number[] = [];
    for await (const { job, object } of chosenMessages(services, parameters)) {
      const identity = String(object.Identity);
      const from = String(object.FromAddress);
      const action = {
        en: `Suspending message "${identity}" from ${from}.`,
        fr: `Suspension du message « ${identity} » de ${from}.`,
      };
      if (!context.shouldProcess(action)) continue;
      ids.push(job.message.id);
      context.changed(identity, { Suspended: [job.message.suspended, true] });
    }
    if (ids.length > 0) await services.queue.suspendMessages([...new Set(ids)], true);
  },
});
