import {
  ByteSize,
  type ManagementObject,
  type ManagementValue,
  type ParameterDescription,
  Unlimited,
} from '@relais/management-contract';
import { mailboxDatabaseSettings } from '../../../domain/configuration/mailbox-database-settings.ts';
import { directoryTail, organizationDistinguishedName, stableGuid } from '../../directory-names.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { CmdletError, objectNotFound } from '../../engine/cmdlet-error.ts';
import type { ManagementServices } from '../../engine/services.ts';
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
    en: 'Shows the quotas of mailboxes that have none of their own.',
    fr: 'Affiche les quotas des boîtes qui n’en ont pas de propres.',
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
        en: 'Also DatabaseSize: what is in all mailboxes together.',
        fr: 'Aussi DatabaseSize : le contenu de toutes les boîtes ensemble.',
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
  ],
  defaultColumns: ['Name', 'Server', 'Recovery', 'ReplicationType'],
  roles: ['Databases', 'Mail Recipients', 'View-Only Configuration'],
  async *run({ services, signal }, given) {
    requireThisServer(services, given.get<string>('Server'));
    requireDatabase(services, given.get<string | null>('Identity'));
    yield databaseObject(services, given.isOn('Status') ? await contentBytes(services, signal) : null);
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
    ...idles(
      ['DeletedItemRetention', 'MailboxRetention', 'EventHistoryRetentionPeriod'],
      { kind: 'timespan', bareNumber: 'days' },
      { en: 'what is expunged is not kept', fr: 'ce qui est supprimé définitivement n’est pas conservé' },
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
      names
        .filter((name) => given.has(name))
        .map((name) => [name, given.get<ByteSize | Unlimited>(name) ?? Unlimited.value]),
    );
    const changed = Object.entries(wanted).filter(
      ([name, value]) => String(value) !== String(before[name as (typeof names)[number]]),
    );
    if (changed.length === 0) return context.warn(nothingModified(databaseName));
    requireOrder({ ...before, ...wanted });
    const action = {
      en: `Setting mailbox database "${databaseName}": ${changed.map(([name]) => name).join(', ')}.`,
      fr: `Modification de la base de boîtes aux lettres « ${databaseName} » : ${changed.map(([name]) => name).join(', ')}.`,
    };
    if (!context.shouldProcess(action)) return;
    await services.settings.configure(mailboxDatabaseSettings, Object.fromEntries(changed));
    context.changed(
      databaseName,
      Object.fromEntries(
        changed.map(([name, value]) => [name, [before[name as (typeof names)[number]], value] as const]),
      ),
    );
  },
});

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

/** What is in all mailboxes together. */
async function contentBytes({ directory, mail }: ManagementServices, signal: AbortSignal): Promise<number> {
  let bytes = 0;
  for (const { guid } of directory.mailboxes()) {
    if (signal.aborted) break;
    bytes += (await (await mail.account(guid)).quota()).sizeBytes;
  }
  return bytes;
}

/** `sizeBytes` is null where nobody asked for it: it takes a look into every mailbox. */
function databaseObject(services: ManagementServices, sizeBytes: number | null): ManagementObject {
  const { server, settings } = services;
  return {
    ...settings.configured(mailboxDatabaseSettings),
    Server: server.name,
    ServerName: server.name,
    Mounted: true,
    DatabaseSize: sizeBytes === null ? null : new ByteSize(sizeBytes),
    AvailableNewMailboxSpace: sizeBytes === null ? null : new ByteSize(0),
    // The program that backs up keeps its own books.
    LastFullBackup: null,
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
