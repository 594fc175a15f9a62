import { transportSettings } from '../../../domain/configuration/transport-settings.ts';
import { settleJob } from '../../../services/relay/settle-job.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { chosenMessages, messageIdentityParameter } from './find-messages.ts';
import { filterParameter } from './queue-list-parameters.ts';

export const removeMessage = defineCmdlet({
  name: 'Remove-Message',
  synopsis: { en: 'Removes a message from a queue.', fr: 'Supprime un message d’une file.' },
  parameters: [
    messageIdentityParameter,
    filterParameter,
    {
      name: 'WithNDR',
      type: { kind: 'boolean' },
      defaultText: '$true',
      help: {
        en: 'Whether the sender is told that it was not delivered.',
        fr: 'Indique si l’expéditeur apprend que le message n’a pas été remis.',
      },
    },
  ],
  supportsShouldProcess: true,
  confirmsByDefault: true,
  examples: [
    {
      command: 'Remove-Message CAS01\\3\\17 -WithNDR $false',
      explanation: { en: 'One message, and nobody is told.', fr: 'Un message, sans prévenir l’expéditeur.' },
    },
  ],
  roles: ['Transport Queues'],
  async run(context, parameters) {
    const { services } = context;
    const tells = parameters.get<boolean>('WithNDR') ?? true;
    for await (const { job, object } of chosenMessages(services, parameters)) {
      const identity = String(object.Identity);
      const action = {
        en: `Removing message "${identity}" from ${String(object.FromAddress)} to ${job.recipients.length} ${job.recipients.length === 1 ? 'recipient' : 'recipients'}.`,
        fr: `Suppression du message « ${identity} » de ${String(object.FromAddress)} à ${job.recipients.length} ${job.recipients.length === 1 ? 'destinataire' : 'destinataires'}.`,
      };
      if (!context.shouldProcess(action)) continue;
      await settleJob(
        {
          queue: services.queue,
          directory: services.directory,
          remoteDomains: services.remoteDomains,
          transport: () => services.settings.effective(transportSettings),
          random: Math.random,
          reportingServer: services.server.fqdn,
          now: services.clock.now(),
        },
        job,
        job.recipients.map(({ number }) => ({
          number,
          kind: 'failed',
          status: '5.0.0',
          response: '550 5.0.0 Deleted by an administrator',
        })),
        {
          remoteName: null,
          remoteAddress: null,
          connector: null,
          success: 'SEND',
          reportsSuccess: true,
          givenUpBy: 'ADMIN',
          attemptedAt: () => null,
          isSilent: !tells,
        },
      );
      context.changed(identity);
    }
  },
});
