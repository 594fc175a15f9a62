import { ByteSize, type ManagementObject } from '@relais/management-contract';
import { mailboxDatabaseSettings, quotaDefaults } from '../../../domain/configuration/mailbox-database-settings.ts';
import type { Mailbox } from '../../../domain/directory/directory.ts';
import { type Quotas, quotasOf } from '../../../domain/directory/mailbox-quotas.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { parseFilter } from '../../engine/opath-filter.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { domainControllerParameter, requireThisServer } from '../../server-identity.ts';
import { mailboxIdentity, requireMailbox } from './find-mailbox.ts';
import { listParameters } from './list-parameters.ts';
import { holdsMailboxes, requireDatabase } from './mailbox-database.ts';
import { mailboxIdentityText } from './mailbox-tail.ts';

export const getMailboxStatistics = defineCmdlet({
  name: 'Get-MailboxStatistics',
  synopsis: { en: 'Shows how full mailboxes are.', fr: 'Affiche l’occupation des boîtes aux lettres.' },
  parameters: [
    mailboxIdentity,
    {
      name: 'Server',
      type: { kind: 'identity', of: 'Server' },
      help: { en: 'All mailboxes of a server.', fr: 'Toutes les boîtes d’un serveur.' },
    },
    {
      name: 'Database',
      type: { kind: 'identity', of: 'MailboxDatabase' },
      help: { en: 'All mailboxes; there is one database.', fr: 'Toutes les boîtes ; il n’y a qu’une base.' },
    },
    ...listParameters.filter(({ name }) => name === 'Filter'),
    domainControllerParameter,
  ],
  supportsShouldProcess: false,
  examples: [
    { command: 'Get-Mailbox | Get-MailboxStatistics', explanation: { en: 'All of them.', fr: 'Toutes.' } },
    {
      command: 'Get-MailboxDatabase | Get-MailboxStatistics | Sort-Object TotalItemSize -Descending',
      explanation: { en: 'The largest first.', fr: 'Les plus grandes d’abord.' },
    },
  ],
  defaultColumns: ['DisplayName', 'ItemCount', 'StorageLimitStatus', 'LastLogonTime'],
  roles: ['Mail Recipients', 'View-Only Recipients', 'Monitoring'],
  async *run({ services, signal }, parameters) {
    requireThisServer(services, parameters.get<string>('Server'));
    const filter = parameters.get<string>('Filter');
    const matches = filter === undefined ? () => true : parseFilter(filter);
    const identity = parameters.get<string>('Identity');
    requireDatabase(services, parameters.get<string>('Database'));
    // `Get-MailboxDatabase | Get-MailboxStatistics`: what comes in holds mailboxes.
    const isAll = identity === undefined || holdsMailboxes(services, identity);
    const found = isAll ? services.directory.mailboxes() : [requireMailbox(services, identity)];
    for (const mailbox of found) {
      if (signal.aborted) return;
      const object = await statistics(services, mailbox, null);
      if (matches(object)) yield object;
    }
    // What Disable-Mailbox disconnected is still in the database.
    for (const user of isAll ? services.directory.recipients() : []) {
      if (signal.aborted) return;
      if (user.kind !== 'mailboxless') continue;
      const object = await statistics(services, user.mailbox, new Date(user.whenDisabled ?? user.whenChanged));
      if (matches(object)) yield object;
    }
  },
});

/** `disabledAt`: null while the mailbox is connected to its account. */
async function statistics(
  services: ManagementServices,
  mailbox: Mailbox,
  disabledAt: Date | null,
): Promise<ManagementObject> {
  const store = await services.mail.account(mailbox.guid);
  const [usage, folders] = [await store.quota(), await store.listFolders()];
  const database = services.settings.effective(mailboxDatabaseSettings);
  const { IssueWarningQuota, ProhibitSendQuota, ProhibitSendReceiveQuota } = database;
  const quotas = quotasOf(mailbox, quotaDefaults(database));
  const kept = await store.recoverableUsage();
  return {
    AssociatedItemCount: 0,
    DeletedItemCount: kept.items + kept.purgedItems,
    DisconnectDate: disabledAt,
    DisconnectReason: disabledAt === null ? null : 'Disabled',
    DisplayName: mailbox.displayName,
    ItemCount: usage.messages,
    FolderCount: folders.length,
    LastLoggedOnUserAccount: null,
    LastLogoffTime: null,
    LastLogonTime: lastLogon(services, mailbox),
    LegacyDN: mailbox.alias,
    MailboxGuid: mailbox.guid,
    ServerName: services.server.name,
    StorageLimitStatus: limitStatus(quotas, usage.sizeBytes),
    TotalDeletedItemSize: new ByteSize(kept.sizeBytes + kept.purgedBytes),
    TotalItemSize: new ByteSize(usage.sizeBytes),
    DatabaseIssueWarningQuota: IssueWarningQuota,
    DatabaseProhibitSendQuota: ProhibitSendQuota,
    DatabaseProhibitSendReceiveQuota: ProhibitSendReceiveQuota,
    Database: 'Mailbox Database',
    DatabaseName: 'Mailbox Database',
    IsQuarantined: false,
    Identity: mailboxIdentityText(services, mailbox),
    IsValid: true,
    ObjectState: 'Unchanged',
  };
}

/** Of those connected now, or of the sessions that ended lately; nothing older is kept. */
function lastLogon({ liveSessions }: ManagementServices, { guid, emailAddresses }: Mailbox): Date | null {
  const times = [
    ...liveSessions
      .list()
      .filter(({ accountId }) => accountId === guid)
      .map(({ since }) => since),
    ...liveSessions
      .history()
      .filter(({ user }) => user !== null && emailAddresses.includes(user))
      .map(({ since }) => since),
  ];
  return times.length === 0 ? null : new Date(Math.max(...times));
}

function limitStatus(quotas: Quotas, sizeBytes: number): string {
  const beyond = (limit: number | null): boolean => limit !== null && sizeBytes >= limit;
  if (beyond(quotas.prohibitSendReceiveBytes)) return 'MailboxDisabled';
  if (beyond(quotas.prohibitSendBytes)) return 'ProhibitSend';
  return beyond(quotas.issueWarningBytes) ? 'IssueWarning' : 'BelowLimit';
}
