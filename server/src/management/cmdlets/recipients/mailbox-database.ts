import { join } from 'node:path';
import {
  ByteSize,
  type TimeSpan,
  type ManagementObject,
  type ManagementValue,
  type ParameterDescription,
  Unlimited,
} from '@relais/management-contract';
import { mailboxDatabaseBackups } from '../../../domain/configuration/mailbox-database-backups.ts';
import { mailboxDatabaseSettings } from '../../../domain/configuration/mailbox-database-settings.ts';
import { directoryTail, organizationDistinguishedName, stableGuid } from '../../directory-names.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { CmdletError, objectNotFound } from '../../engine/cmdlet-error.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { isBackedUpNow } from '../../../storage/embedded/backup-in-progress.ts';
import type { StoredSpace } from '../../../storage/sql-engine.ts';
import { hasWildcard, matchesWildcard } from '../../engine/wildcard.ts';
import { idles } from '../../idle-parameter.ts';
import { domainControllerParameter, isThisServer, requireThisServer } from '../../server-identity.ts';
import { nothingModified } from '../find-named.ts';

const databaseName = 'Mailbox Database';

const databaseIdentity: ParameterDescription = {
  name: 'Identity',
  type: { kind: 'identity', of: 'MailboxDatabase' },
  position: 1,
  pipeline: 'both',
  wildcards: true,
  help: {
    en: `The database, by name, GUID or distinguished name; here there is one, "${databaseName}".`,
    fr: `La base, par son nom, GUID ou nom unique ; il n’y en a qu’une ici, « ${databaseName} ».`,
  },
};

const names = ['IssueWarningQuota', 'ProhibitSendQuota', 'ProhibitSendReceiveQuota'] as const;
const retentionNames = ['DeletedItemRetention', 'RecoverableItemsQuota', 'RecoverableItemsWarningQuota'] as const;
const backupNames = ['LastFullBackup', 'LastIncrementalBackup'] as const;

/** @throws CmdletError ManagementObjectNotFound, when something else is meant. */
export function requireDatabase(services: ManagementServices, identity: string | null | undefined): void {
  if (identity === undefined || identity === null || namesDatabase(services, identity)) return;
  throw objectNotFound(identity, services.server.fqdn);
}

function namesDatabase(services: ManagementServices, identity: string): boolean {
  const wanted = identity.trim();
  const spellings = [
    databaseName,
    guidOf(services),
    distinguishedNameOf(services),
    `${services.server.name}\\${databaseName}`,
  ];
  return spellings.some((text) => matchesWildcard(wanted, text));
}

/** Whether what came through the pipeline holds mailboxes: the database, or the server. */
export function holdsMailboxes(services: ManagementServices, identity: string | null | undefined): boolean {
  if (identity === undefined || identity === null || hasWildcard(identity)) return false;
  return namesDatabase(services, identity) || isThisServer(services, identity);
}

export const getMailboxDatabase = defineCmdlet({
  name: 'Get-MailboxDatabase',
  synopsis: {
    en: 'Shows the store: the quotas of mailboxes that have none of their own, its size, and when it was backed up.',
    fr: 'Affiche le magasin : les quotas des boîtes qui n’en ont pas de propres, sa taille et ses sauvegardes.',
  },
  parameters: [
    { ...databaseIdentity, nullable: true },
    {
      name: 'Server',
      type: { kind: 'identity', of: 'Server' },
      help: { en: 'The databases of a server.', fr: 'Les bases d’un serveur.' },
    },
    {
      name: 'Status',
      type: { kind: 'switch' },
      help: {
        en: 'Also DatabaseSize, what everything takes on the disk; AvailableNewMailboxSpace, what of it is free and filled before anything grows (not known of PostgreSQL); LastFullBackup and LastIncrementalBackup.',
        fr: 'Aussi DatabaseSize, la place de l’ensemble sur le disque ; AvailableNewMailboxSpace, ce qui en est libre et se remplit avant que rien ne grandisse (inconnu de PostgreSQL) ; LastFullBackup et LastIncrementalBackup.',
      },
    },
    ...idles(
      ['IncludePreExchange2013', 'DumpsterStatistics'],
      { kind: 'switch' },
      { en: 'everything is shown anyway', fr: 'tout est affiché de toute façon' },
      { silent: true },
    ),
    domainControllerParameter,
  ],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-MailboxDatabase | Format-List Name,*Quota',
      explanation: { en: 'The defaults.', fr: 'Les valeurs par défaut.' },
    },
    {
      command: 'Get-MailboxDatabase -Status | Format-List Name,DatabaseSize,AvailableNewMailboxSpace,*Backup',
      explanation: {
        en: 'What it takes on the disk, and when it was last backed up.',
        fr: 'Sa place sur le disque, et sa dernière sauvegarde.',
      },
    },
  ],
  defaultColumns: ['Name', 'Server', 'Recovery', 'ReplicationType'],
  roles: ['Databases', 'Mail Recipients', 'View-Only Configuration'],
  async *run({ services }, given) {
    requireThisServer(services, given.get<string>('Server'));
    requireDatabase(services, given.get<string | null>('Identity'));
    const status = given.isOn('Status')
      ? { ...(await services.storage.space()), isBackedUp: await isBackedUp(services) }
      : null;
    yield databaseObject(services, status);
  },
});

export const setMailboxDatabase = defineCmdlet({
  name: 'Set-MailboxDatabase',
  synopsis: {
    en: 'Sets the quotas of mailboxes that have none of their own.',
    fr: 'Définit les quotas des boîtes qui n’en ont pas de propres.',
  },
  description: {
    en: 'Counts at once, for delivery, sending, IMAP4 QUOTA and webmail. Set-Mailbox -UseDatabaseQuotaDefaults says which mailboxes use them.',
    fr: 'Compte aussitôt, pour la remise, l’envoi, QUOTA d’IMAP4 et la messagerie web. Set-Mailbox -UseDatabaseQuotaDefaults dit quelles boîtes les utilisent.',
  },
  parameters: [
    databaseIdentity,
    ...names.map((name): ParameterDescription => {
      const { type, help, label } = mailboxDatabaseSettings.declarations[name];
      return { name, type, help, label, defaultText: 'Unlimited' };
    }),
    ...retentionNames.map((name): ParameterDescription => {
      const { type, help, label, default: usual } = mailboxDatabaseSettings.declarations[name];
      return { name, type, help, label, defaultText: String(usual) };
    }),
    ...backupNames.map((name): ParameterDescription => {
      const { type, help, label } = mailboxDatabaseBackups.declarations[name];
      return { name, type, help, label, nullable: true };
    }),
    ...idles(
      ['MailboxRetention', 'EventHistoryRetentionPeriod'],
      { kind: 'timespan', bareNumber: 'days' },
      {
        en: 'a disabled mailbox is kept until it is removed',
        fr: 'une boîte désactivée est gardée jusqu’à sa suppression',
      },
    ),
    ...idles(
      [
        'CircularLoggingEnabled',
        'IndexEnabled',
        'MountAtStartup',
        'BackgroundDatabaseMaintenance',
        'IsExcludedFromProvisioning',
        'IsSuspendedFromProvisioning',
        'RetainDeletedItemsUntilBackup',
        'AllowFileRestore',
      ],
      { kind: 'boolean' },
      { en: 'the store looks after itself', fr: 'le magasin s’en charge lui-même' },
    ),
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: `Set-MailboxDatabase "${databaseName}" -IssueWarningQuota 1.9GB -ProhibitSendQuota 2GB -ProhibitSendReceiveQuota 2.3GB`,
      explanation: { en: 'What Exchange begins with.', fr: 'Ce par quoi commence Exchange.' },
    },
    {
      command: `Set-MailboxDatabase "${databaseName}" -LastFullBackup (Get-Date)`,
      explanation: {
        en: 'Behind pg_dump in the script of every night.',
        fr: 'Après pg_dump dans le script de chaque nuit.',
      },
    },
    {
      command: 'Get-MailboxDatabase | Set-MailboxDatabase -ProhibitSendReceiveQuota Unlimited',
      explanation: { en: 'No limit.', fr: 'Sans limite.' },
    },
  ],
  roles: ['Databases'],
  async run(context, given) {
    const { services } = context;
    requireDatabase(services, given.get<string | null>('Identity'));
    const before = services.settings.configured(mailboxDatabaseSettings);
    const wanted = Object.fromEntries(
      [...names, ...retentionNames]
        .filter((name) => given.has(name))
        .map((name) => [name, given.get<ByteSize | TimeSpan | Unlimited>(name) ?? Unlimited.value]),
    );
    const quotas = differing(before, wanted);
    const backedUp = services.settings.configured(mailboxDatabaseBackups);
    const backups = differing(
      backedUp,
      Object.fromEntries(
        backupNames.filter((name) => given.has(name)).map((name) => [name, given.get<Date>(name) ?? null]),
      ),
    );
    const changed = Object.keys({ ...quotas, ...backups });
    if (changed.length === 0) return context.warn(nothingModified(databaseName));
    requireOrder({ ...before, ...wanted });
    const action = {
      en: `Setting mailbox database "${databaseName}": ${changed.join(', ')}.`,
      fr: `Modification de la base de boîtes aux lettres « ${databaseName} » : ${changed.join(', ')}.`,
    };
    if (!context.shouldProcess(action)) return;
    if (Object.keys(quotas).length > 0) await services.settings.configure(mailboxDatabaseSettings, quotas);
    if (Object.keys(backups).length > 0) await services.settings.configure(mailboxDatabaseBackups, backups);
    const was: Readonly<Record<string, ManagementValue>> = { ...before, ...backedUp };
    context.changed(
      databaseName,
      Object.fromEntries(
        Object.entries({ ...quotas, ...backups }).map(([name, value]) => [name, [was[name] ?? null, value] as const]),
      ),
    );
  },
});

type Values = Readonly<Record<string, ManagementValue>>;

/** What of `wanted` is not so yet. */
function differing(before: Values, wanted: Values): Values {
  return Object.fromEntries(Object.entries(wanted).filter(([name, value]) => String(value) !== String(before[name])));
}

/** A warning comes before sending stops, and that before receiving stops. */
function requireOrder(quotas: Readonly<Record<string, ManagementValue>>): void {
  const given = names.flatMap((name) => {
    const value = quotas[name] as ByteSize | Unlimited;
    return value instanceof Unlimited ? [] : [[name, value] as const];
  });
  for (const [at, [name, value]] of given.entries()) {
    const later = given.slice(at + 1).find(([, other]) => other.bytes < value.bytes);
    if (later === undefined) continue;
    throw new CmdletError({
      id: 'QuotaOrder',
      category: 'InvalidArgument',
      exception: 'DataValidationException',
      parameter: name,
      target: String(value),
      text: {
        en: `${name} (${value}) can't be larger than ${later[0]} (${later[1]}).`,
        fr: `${name} (${value}) ne peut pas dépasser ${later[0]} (${later[1]}).`,
      },
    });
  }
}

function guidOf(services: ManagementServices): string {
  return stableGuid(services.server.guid, databaseName);
}

function distinguishedNameOf(services: ManagementServices): string {
  return `CN=${databaseName},CN=Databases,${organizationDistinguishedName(services)}`;
}

/** What of the state takes a look at files. */
interface DatabaseStatus extends StoredSpace {
  /** `null`: not known. */
  readonly isBackedUp: boolean | null;
}

function isEmbedded(services: ManagementServices): boolean {
  return services.storage.differences.name === 'sqlite';
}

async function isBackedUp(services: ManagementServices): Promise<boolean | null> {
  return isEmbedded(services) ? await isBackedUpNow(services.serverFacts.dataDirectory) : null;
}

/** `status` is null where nobody asked for the state: it takes a look at every file. As in Exchange, backups are then not told of either. */
function databaseObject(services: ManagementServices, status: DatabaseStatus | null): ManagementObject {
  const { server, settings } = services;
  const backups = settings.configured(mailboxDatabaseBackups);
  // A folder with a file for each mailbox, its log beside it; PostgreSQL's lie where that server keeps them.
  const folder = isEmbedded(services) ? join(services.serverFacts.dataDirectory, 'accounts') : null;
  return {
    ...settings.configured(mailboxDatabaseSettings),
    Server: server.name,
    ServerName: server.name,
    Mounted: true,
    EdbFilePath: folder,
    LogFolderPath: folder,
    // Both engines use their log anew once it is in the files.
    CircularLoggingEnabled: true,
    DatabaseSize: status === null ? null : new ByteSize(status.bytes),
    AvailableNewMailboxSpace: status === null || status.freeBytes === null ? null : new ByteSize(status.freeBytes),
    BackupInProgress: status?.isBackedUp ?? null,
    LastFullBackup: status === null ? null : backups.LastFullBackup,
    LastIncrementalBackup: status === null ? null : backups.LastIncrementalBackup,
    LastDifferentialBackup: null,
    LastCopyBackup: null,
    Recovery: false,
    ReplicationType: 'None',
    ...directoryTail(services, {
      name: databaseName,
      distinguishedName: distinguishedNameOf(services),
      identity: databaseName,
      guid: guidOf(services),
      schemaClass: 'ms-Exch-Private-MDB',
      objectClass: ['top', 'msExchMDB', 'msExchPrivateMDB'],
      whenCreated: server.whenCreated,
      whenChanged: settings.whenConfigured(mailboxDatabaseSettings) ?? server.whenCreated,
    }),
  };
}
