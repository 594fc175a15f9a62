import { type ManagementObject, type ParameterDescription, Unlimited } from '@relais/management-contract';
import {
  type LogonType,
  type MailboxAuditEntry,
  type MailboxOperation,
  mailboxOperations,
} from '../../../domain/audit/mailbox-audit.ts';
import type { Mailbox } from '../../../domain/directory/directory.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { refusedChange } from '../find-named.ts';
import { mailboxIdentity, requireMailbox } from '../recipients/find-mailbox.ts';
import { mailboxIdentityText } from '../recipients/mailbox-tail.ts';

const parameters: readonly ParameterDescription[] = [
  {
    ...mailboxIdentity,
    help: { en: `${mailboxIdentity.help.en} All when left out.`, fr: `${mailboxIdentity.help.fr} Toutes par défaut.` },
  },
  {
    name: 'Mailboxes',
    type: { kind: 'identity', of: 'Mailbox' },
    list: true,
    help: { en: 'Several mailboxes instead of Identity.', fr: 'Plusieurs boîtes au lieu d’Identity.' },
  },
  {
    name: 'LogonTypes',
    type: {
      kind: 'enum',
      values: [{ name: 'Admin' }, { name: 'Delegate' }, { name: 'Owner' }, { name: 'External' }],
    },
    list: true,
    help: {
      en: 'Who: Owner, Delegate (others to whom it is open), Admin. External never occurs here.',
      fr: 'Qui : Owner (propriétaire), Delegate (autres à qui elle est ouverte), Admin. External ne se produit jamais ici.',
    },
  },
  {
    name: 'Operations',
    type: { kind: 'enum', values: mailboxOperations.map((name) => ({ name })) },
    list: true,
    help: { en: 'Only these operations.', fr: 'Seulement ces opérations.' },
  },
  { name: 'StartDate', type: { kind: 'datetime' }, help: { en: 'From then on.', fr: 'À partir de cette date.' } },
  { name: 'EndDate', type: { kind: 'datetime' }, help: { en: 'Until then.', fr: 'Jusqu’à cette date.' } },
  {
    name: 'ShowDetails',
    type: { kind: 'switch' },
    help: {
      en: 'Every entry; without it one line a mailbox.',
      fr: 'Chaque entrée ; sans lui, une ligne par boîte.',
    },
  },
  {
    name: 'ExternalAccess',
    type: { kind: 'boolean' },
    help: {
      en: '$true: only administrators of another organization, of whom there are none here.',
      fr: '$true : seulement les administrateurs d’une autre organisation, et il n’y en a pas ici.',
    },
  },
  {
    name: 'ResultSize',
    type: { kind: 'int', min: 1, max: 250_000, unlimited: true },
    defaultText: '1000',
    help: { en: 'How many entries at most.', fr: 'Nombre maximal d’entrées.' },
  },
  domainControllerParameter,
];

export const searchMailboxAuditLog = defineCmdlet({
  name: 'Search-MailboxAuditLog',
  synopsis: {
    en: 'Shows who did what in mailboxes that are audited (Set-Mailbox -AuditEnabled).',
    fr: 'Affiche qui a fait quoi dans les boîtes auditées (Set-Mailbox -AuditEnabled).',
  },
  parameters,
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Search-MailboxAuditLog alice -LogonTypes Delegate -ShowDetails -StartDate (Get-Date).AddDays(-7)',
      explanation: {
        en: 'What others did in alice’s mailbox this week.',
        fr: 'Ce que d’autres ont fait chez alice cette semaine.',
      },
    },
    {
      command:
        'Search-MailboxAuditLog -Operations HardDelete -ShowDetails | Format-Table LastAccessed,MailboxResolvedOwnerName,LogonUserDisplayName,ItemSubject',
      explanation: { en: 'Who deleted what for good.', fr: 'Qui a supprimé quoi définitivement.' },
    },
  ],
  defaultColumns: ['MailboxResolvedOwnerName', 'LastAccessed', 'LogonType', 'Operation', 'LogonUserDisplayName'],
  roles: ['Audit Logs', 'View-Only Audit Logs'],
  async *run({ services }, given) {
    const named = [
      ...(given.has('Identity') ? [given.get<string>('Identity') ?? ''] : []),
      ...(given.list<string>('Mailboxes', []) ?? []),
    ];
    if (given.has('Identity') && given.has('Mailboxes'))
      throw refusedChange(
        'Identity and Mailboxes can’t be used together.',
        'Identity et Mailboxes ne peuvent pas être utilisés ensemble.',
        'Mailboxes',
      );
    const mailboxes = named.map((identity) => requireMailbox(services, identity));
    const limit = given.get<number | Unlimited>('ResultSize') ?? 1000;
    const logonTypes = given.list<string>('LogonTypes', [])?.filter((type) => type !== 'External');
    if (given.isOn('ExternalAccess') || logonTypes?.length === 0) return;
    const entries = await services.mailboxAudit.search({
      ...(mailboxes.length === 0 ? {} : { mailboxes: mailboxes.map(({ guid }) => guid) }),
      ...(logonTypes === undefined ? {} : { logonTypes: logonTypes as readonly LogonType[] }),
      operations: given.list<MailboxOperation>('Operations', []) ?? [],
      ...(given.has('StartDate') ? { startDate: given.get<Date>('StartDate')?.getTime() ?? 0 } : {}),
      ...(given.has('EndDate') ? { endDate: given.get<Date>('EndDate')?.getTime() ?? 0 } : {}),
      limit: limit instanceof Unlimited ? null : limit,
    });
    if (given.isOn('ShowDetails')) {
      for (const entry of entries) yield detailed(services, entry);
      return;
    }
    const newest = new Map<string, MailboxAuditEntry>();
    for (const entry of entries) if (!newest.has(entry.mailbox)) newest.set(entry.mailbox, entry);
    for (const entry of newest.values()) yield summary(services, entry);
  },
});

function ownerOf(services: ManagementServices, guid: string): Mailbox | null {
  return services.directory.findMailbox(guid);
}

function summary(services: ManagementServices, entry: MailboxAuditEntry): ManagementObject {
  const owner = ownerOf(services, entry.mailbox);
  return {
    MailboxGuid: entry.mailbox,
    MailboxResolvedOwnerName: owner?.displayName ?? '',
    LastAccessed: new Date(entry.at),
    Identity: owner === null ? entry.mailbox : mailboxIdentityText(services, owner),
    IsValid: true,
    ObjectState: 'New',
  };
}

function detailed(services: ManagementServices, entry: MailboxAuditEntry): ManagementObject {
  const owner = ownerOf(services, entry.mailbox);
  const user = entry.userGuid === null ? null : ownerOf(services, entry.userGuid);
  const path = (folder: string | null): string => (folder === null ? '' : `\\${folder.replaceAll('/', '\\')}`);
  return {
    Operation: entry.operation,
    OperationResult: entry.succeeded ? 'Succeeded' : 'Failed',
    LogonType: entry.logonType,
    ExternalAccess: false,
    DestFolderPathName: path(entry.targetFolder),
    FolderPathName: path(entry.folder),
    ClientInfoString: [`Client=${entry.protocol}`, ...(entry.client === null ? [] : [entry.client])].join(';'),
    ClientIPAddress: entry.clientAddress ?? '',
    InternalLogonType: entry.logonType === 'Owner' ? 'Owner' : 'Delegated',
    MailboxOwnerUPN: owner?.userPrincipalName ?? '',
    LogonUserDisplayName: user?.displayName ?? entry.user,
    LogonUserUPN: user?.userPrincipalName ?? entry.user,
    ItemSubject: entry.subjects[0] ?? '',
    SourceItemSubjectsList: entry.subjects,
    SourceItemCount: entry.items,
    DirtyProperties: entry.detail ?? '',
    OriginatingServer: services.server.name,
    MailboxGuid: entry.mailbox,
    MailboxResolvedOwnerName: owner?.displayName ?? '',
    LastAccessed: new Date(entry.at),
    Identity: String(entry.sequence),
    IsValid: true,
    ObjectState: 'New',
  };
}
