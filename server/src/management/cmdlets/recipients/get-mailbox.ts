import type { ParameterDescription } from '@relais/management-contract';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { domainControllerParameter, requireThisServer } from '../../server-identity.ts';
import { mailboxIdentity, matchesAnr, matchMailboxes } from './find-mailbox.ts';
import { listParameters, selected } from './list-parameters.ts';
import { holdsMailboxes, requireDatabase } from './mailbox-database.ts';
import { mailboxObject } from './mailbox-object.ts';

/** Scripts list these to leave them out, or to look after them. */
const kindsThatAreNot = [
  'Arbitration',
  'Archive',
  'AuditLog',
  'Monitoring',
  'PublicFolder',
  'RemoteArchive',
  'SoftDeletedMailbox',
];

const detailsThatAreNot = [
  'RoomMailbox',
  'EquipmentMailbox',
  'LinkedMailbox',
  'LegacyMailbox',
  'DiscoveryMailbox',
  'ArbitrationMailbox',
  'MonitoringMailbox',
];

export const getMailbox = defineCmdlet({
  name: 'Get-Mailbox',
  synopsis: { en: 'Shows mailboxes.', fr: 'Affiche des boîtes aux lettres.' },
  parameters: [
    { ...mailboxIdentity, nullable: true, wildcards: true },
    ...listParameters,
    {
      name: 'RecipientTypeDetails',
      type: { kind: 'enum', values: ['UserMailbox', 'SharedMailbox', ...detailsThatAreNot].map((name) => ({ name })) },
      list: true,
      help: { en: "People's or teams' mailboxes.", fr: 'Boîtes aux lettres de personnes ou partagées.' },
    },
    {
      name: 'Database',
      type: { kind: 'identity', of: 'MailboxDatabase' },
      help: { en: 'Those in a database; there is one.', fr: 'Celles d’une base ; il n’y en a qu’une.' },
    },
    {
      name: 'Server',
      type: { kind: 'identity', of: 'Server' },
      help: { en: 'Those on a server; there is one.', fr: 'Celles d’un serveur ; il n’y en a qu’un.' },
    },
    ...kindsThatAreNot.map(
      (name): ParameterDescription => ({
        name,
        type: { kind: 'switch' },
        help: {
          en: 'Those of this kind alone; there are none here.',
          fr: 'Celles de cette sorte seulement ; il n’y en a pas ici.',
        },
      }),
    ),
    domainControllerParameter,
  ],
  supportsShouldProcess: false,
  examples: [
    { command: 'Get-Mailbox -ResultSize Unlimited', explanation: { en: 'All of them.', fr: 'Toutes.' } },
    {
      command: 'Get-Mailbox -Filter "DisplayName -like \'A*\'"',
      explanation: { en: 'Those whose name begins with A.', fr: 'Celles dont le nom commence par A.' },
    },
  ],
  defaultColumns: ['Name', 'Alias', 'ServerName', 'ProhibitSendQuota'],
  roles: ['Mail Recipients', 'Mail Recipient Creation', 'View-Only Recipients', 'User Options'],
  async *run(context, parameters) {
    const { services } = context;
    requireDatabase(services, parameters.get<string>('Database'));
    requireThisServer(services, parameters.get<string>('Server'));
    if (kindsThatAreNot.some((name) => parameters.isOn(name))) return;
    const anr = parameters.get<string>('Anr');
    const kinds = parameters.list<string>('RecipientTypeDetails', []) ?? [];
    // `Get-MailboxDatabase | Get-Mailbox`: what comes in holds mailboxes.
    const identity = parameters.get<string | null>('Identity') ?? undefined;
    const found = matchMailboxes(services, holdsMailboxes(services, identity) ? undefined : identity).filter(
      ({ kind }) => kinds.length === 0 || kinds.includes(kind === 'shared' ? 'SharedMailbox' : 'UserMailbox'),
    );
    yield* selected(context, parameters, found, (mailbox) =>
      anr === undefined || matchesAnr(mailbox, anr) ? mailboxObject(services, mailbox) : null,
    );
  },
});
