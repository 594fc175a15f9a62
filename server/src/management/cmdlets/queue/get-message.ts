import type { ManagementObject } from '@relais/management-contract';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { requireThisServer } from '../../server-identity.ts';
import { findMessages, messageIdentityParameter, messagesIn } from './find-messages.ts';
import { lookedAtQueues } from './find-queues.ts';
import { queueListParameters, queueSelectionOf } from './queue-list-parameters.ts';

export const getMessage = defineCmdlet({
  name: 'Get-Message',
  synopsis: { en: 'Shows messages that wait to leave.', fr: 'Affiche les messages en attente d’envoi.' },
  parameters: [
    { ...messageIdentityParameter, nullable: true },
    {
      name: 'Queue',
      type: { kind: 'identity', of: 'Queue' },
      pipeline: 'by-property-name',
      aliases: ['QueueIdentity'],
      wildcards: true,
      help: { en: 'Only those of this queue.', fr: 'Seulement ceux de cette file.' },
    },
    {
      name: 'Server',
      type: { kind: 'identity', of: 'Server' },
      help: { en: 'The server; this one when left out.', fr: 'Le serveur ; celui-ci par défaut.' },
    },
    ...queueListParameters,
    {
      name: 'IncludeRecipientInfo',
      type: { kind: 'switch' },
      help: { en: 'Shows the recipients too.', fr: 'Affiche aussi les destinataires.' },
    },
  ],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-Message -Queue CAS01\\contoso.com -IncludeRecipientInfo | Format-List',
      explanation: { en: 'What waits for one domain.', fr: 'Ce qui attend pour un domaine.' },
    },
    {
      command: 'Get-Message -Filter "FromAddress -like \'*@contoso.com\'"',
      explanation: { en: 'By the sender.', fr: 'Par l’expéditeur.' },
    },
  ],
  defaultColumns: ['Identity', 'FromAddress', 'Status', 'Queue', 'Subject'],
  roles: ['Transport Queues', 'Monitoring', 'View-Only Configuration'],
  async *run({ services }, parameters) {
    requireThisServer(services, parameters.get<string>('Server'));
    const identity = parameters.get<string | null>('Identity') ?? undefined;
    // `Get-Queue … | Get-Message`: what comes in is a queue.
    const isQueue = identity !== undefined && identity.split('\\').length === 2;
    if (identity !== undefined && !isQueue) {
      for (const { object } of await findMessages(services, identity)) yield object;
      return;
    }
    const queue = isQueue ? identity : parameters.get<string>('Queue');
    const hops =
      queue === undefined
        ? [undefined]
        : (await lookedAtQueues(services, queue)).flatMap((found) => (found.queue === null ? [] : found.queue.nextHop));
    yield* queueSelectionOf(parameters, objectsIn(services, hops, parameters.isOn('IncludeRecipientInfo')));
  },
});

async function* objectsIn(
  services: ManagementServices,
  hops: readonly (string | undefined)[],
  withRecipients: boolean,
): AsyncGenerator<ManagementObject> {
  for (const hop of hops) for await (const { object } of messagesIn(services, hop, withRecipients)) yield object;
}
