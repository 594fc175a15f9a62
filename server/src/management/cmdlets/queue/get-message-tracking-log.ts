import { Unlimited } from '@relais/management-contract';
import { trackingEventIds, trackingSources } from '../../../domain/queue/tracking-log.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { requireThisServer } from '../../server-identity.ts';
import { trackingObject, trafficType } from './tracking-object.ts';

const text = (name: string, en: string, fr: string, maxLength = 1000) => ({
  name,
  type: { kind: 'string', maxLength } as const,
  help: { en, fr },
});

export const getMessageTrackingLog = defineCmdlet({
  name: 'Get-MessageTrackingLog',
  synopsis: { en: 'Shows where messages went.', fr: 'Affiche le parcours des messages.' },
  description: {
    en: `Events are kept for 30 days: ${trackingEventIds.join(', ')}. Oldest first.`,
    fr: `Les événements sont conservés 30 jours : ${trackingEventIds.join(', ')}. Le plus ancien d’abord.`,
  },
  parameters: [
    { name: 'Start', type: { kind: 'datetime' }, help: { en: 'From then on.', fr: 'À partir de cette date.' } },
    { name: 'End', type: { kind: 'datetime' }, help: { en: 'Before then.', fr: 'Avant cette date.' } },
    text('EventId', `One of ${trackingEventIds.join(', ')}.`, `L’un de ${trackingEventIds.join(', ')}.`, 32),
    text('Source', `One of ${trackingSources.join(', ')}.`, `L’un de ${trackingSources.join(', ')}.`, 32),
    text('Sender', 'The address of the sender.', 'L’adresse de l’expéditeur.'),
    {
      ...text('Recipients', 'Addresses of recipients; any of them.', 'Adresses de destinataires ; l’une d’elles.'),
      list: true,
    },
    text('MessageSubject', 'A part of the subject.', 'Une partie de l’objet.'),
    {
      ...text('MessageId', 'The Message-ID field.', 'Le champ Message-ID.'),
      pipeline: 'by-property-name',
    },
    text(
      'Reference',
      'The Message-ID of the message that a report (DSN) is about.',
      'Le Message-ID du message dont parle un rapport (DSN).',
    ),
    {
      name: 'InternalMessageId',
      type: { kind: 'int', min: 1 },
      help: {
        en: 'Its number: the InternalId that the server answered and the last part of its Identity in a queue.',
        fr: 'Son numéro : l’InternalId que le serveur a répondu et la dernière partie de son Identity dans une file.',
      },
    },
    {
      name: 'TransportTrafficType',
      type: { kind: 'string', maxLength: 32 },
      help: {
        en: 'Email, which everything here is; of another kind there is nothing.',
        fr: 'Email, ce qu’est tout ce qui est ici ; il n’y a rien d’un autre type.',
      },
    },
    {
      name: 'Server',
      type: { kind: 'identity', of: 'Server' },
      pipeline: 'by-value',
      help: { en: 'The server; this one when left out.', fr: 'Le serveur ; celui-ci par défaut.' },
    },
    {
      name: 'NewestFirst',
      type: { kind: 'switch' },
      help: {
        en: 'The newest first, and of more than ResultSize the newest.',
        fr: 'Le plus récent d’abord, et au-delà de ResultSize les plus récents.',
      },
    },
    {
      name: 'ResultSize',
      type: { kind: 'int', min: 1, max: 2_147_483_647, unlimited: true },
      defaultText: '1000',
      help: { en: 'How many at most; Unlimited for all.', fr: 'Combien au plus ; Unlimited pour tous.' },
    },
  ],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-MessageTrackingLog -Sender alice@contoso.com -EventId FAIL -Start (Get-Date).AddDays(-1)',
      explanation: { en: 'What failed since yesterday.', fr: 'Ce qui a échoué depuis hier.' },
    },
    {
      command:
        'Get-MessageTrackingLog -EventId DELIVER -ResultSize Unlimited | Sort-Object MessageLatency -Descending | Select-Object -First 10 Timestamp,MessageLatency,Sender,MessageSubject',
      explanation: { en: 'What took longest to deliver.', fr: 'Ce qui a mis le plus de temps à arriver.' },
    },
  ],
  defaultColumns: ['EventId', 'Source', 'Sender', 'Recipients', 'MessageSubject'],
  roles: ['Message Tracking'],
  async *run({ services }, parameters) {
    requireThisServer(services, parameters.get<string>('Server'));
    if ((parameters.get<string>('TransportTrafficType') ?? trafficType).toLowerCase() !== trafficType.toLowerCase())
      return;
    const limit = parameters.get<number | Unlimited>('ResultSize') ?? 1000;
    const events = services.tracking.events({
      start: parameters.get<Date>('Start')?.getTime(),
      end: parameters.get<Date>('End')?.getTime(),
      eventId: parameters.get<string>('EventId'),
      source: parameters.get<string>('Source'),
      sender: parameters.get<string>('Sender'),
      recipients: parameters.list<string>('Recipients', []),
      messageSubject: parameters.get<string>('MessageSubject'),
      messageId: parameters.get<string>('MessageId'),
      reference: parameters.get<string>('Reference'),
      internalMessageId: parameters.get<number>('InternalMessageId'),
      newestFirst: parameters.isOn('NewestFirst'),
      limit: limit instanceof Unlimited ? null : limit,
    });
    for await (const event of events) yield trackingObject(event, services.server);
  },
});
