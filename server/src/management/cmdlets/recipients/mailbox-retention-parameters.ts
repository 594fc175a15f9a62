import {
  ByteSize,
  type ManagementObject,
  type ParameterDescription,
  TimeSpan,
  Unlimited,
} from '@relais/management-contract';
import {
  type MailboxDatabaseSettings,
  retentionDefaults,
} from '../../../domain/configuration/mailbox-database-settings.ts';
import type { Mailbox } from '../../../domain/directory/directory.ts';
import {
  ownRecoverableQuotas,
  retentionOf,
  usesRetentionDefaults,
} from '../../../domain/directory/mailbox-retention.ts';
import { usesQuotaDefaults } from '../../../domain/directory/mailbox-quotas.ts';
import type { CmdletContext } from '../../engine/cmdlet.ts';
import type { BoundParameters } from '../../engine/bound-parameters.ts';

const dayMs = 86_400_000;
const recoverableQuotas = ['RecoverableItemsQuota', 'RecoverableItemsWarningQuota'] as const;
const usualMs = 14 * dayMs;
const mostMs = 24_855 * dayMs;

/** Set-Mailbox: what becomes of deleted messages. */
export const mailboxRetentionParameters: readonly ParameterDescription[] = [
  {
    name: 'RetainDeletedItemsFor',
    type: { kind: 'timespan', minMs: 0, maxMs: mostMs, bareNumber: 'days' },
    defaultText: '14.00:00:00',
    help: {
      en: 'How long what was deleted for good can be recovered: 30.00:00:00, or 30 for as many days; 0 keeps nothing. Says -UseDatabaseRetentionDefaults $false too.',
      fr: 'Durée pendant laquelle ce qui est supprimé définitivement peut être récupéré : 30.00:00:00, ou 30 pour autant de jours ; 0 ne conserve rien. Vaut aussi -UseDatabaseRetentionDefaults $false.',
    },
  },
  {
    name: 'UseDatabaseRetentionDefaults',
    type: { kind: 'boolean' },
    defaultText: '$true',
    help: {
      en: '$true: the time of Set-MailboxDatabase -DeletedItemRetention counts.',
      fr: '$true : la durée de Set-MailboxDatabase -DeletedItemRetention compte.',
    },
  },
  {
    name: 'SingleItemRecoveryEnabled',
    type: { kind: 'boolean' },
    defaultText: '$false',
    help: {
      en: '$true: what its owner purges is kept too until its time is over, for administrators.',
      fr: '$true : ce que son propriétaire purge est gardé aussi jusqu’à son terme, pour les administrateurs.',
    },
  },
  {
    name: 'LitigationHoldEnabled',
    type: { kind: 'boolean' },
    defaultText: '$false',
    help: {
      en: '$true: nothing that is deleted goes, for -LitigationHoldDuration or without end.',
      fr: '$true : rien de ce qui est supprimé ne disparaît, pendant -LitigationHoldDuration ou sans terme.',
    },
  },
  {
    name: 'LitigationHoldDuration',
    type: { kind: 'timespan', minMs: dayMs, maxMs: mostMs, bareNumber: 'days', unlimited: true },
    defaultText: 'Unlimited',
    help: {
      en: 'How long a hold keeps what is deleted, from its deletion: 365 for as many days, or Unlimited.',
      fr: 'Durée pendant laquelle la conservation garde ce qui est supprimé, depuis sa suppression : 365 pour autant de jours, ou Unlimited.',
    },
  },
  {
    name: 'LitigationHoldDate',
    type: { kind: 'datetime' },
    nullable: true,
    help: {
      en: 'Since when the hold is in force, as people are told; set by itself with -LitigationHoldEnabled.',
      fr: 'Depuis quand la conservation vaut, telle qu’elle est affichée ; fixée d’elle-même par -LitigationHoldEnabled.',
    },
  },
  {
    name: 'LitigationHoldOwner',
    type: { kind: 'string', maxLength: 1024 },
    nullable: true,
    help: {
      en: 'Who ordered the hold; set by itself with -LitigationHoldEnabled.',
      fr: 'Qui a ordonné la conservation ; fixé de lui-même par -LitigationHoldEnabled.',
    },
  },
  {
    name: 'RetentionComment',
    type: { kind: 'string', maxLength: 1024 },
    nullable: true,
    help: {
      en: 'A note about the hold, for those who administer the mailbox.',
      fr: 'Une note sur la conservation, pour ceux qui administrent la boîte.',
    },
  },
  {
    name: 'RetentionUrl',
    type: { kind: 'string', maxLength: 2048 },
    nullable: true,
    help: {
      en: 'A page about the hold, for those who administer the mailbox.',
      fr: 'Une page sur la conservation, pour ceux qui administrent la boîte.',
    },
  },
  {
    name: 'RecoverableItemsQuota',
    type: { kind: 'bytesize', unlimited: true },
    defaultText: '30 GB',
    help: {
      en: 'Beyond so much of what was deleted the oldest goes for good; on hold nothing more can be deleted. Counts where UseDatabaseQuotaDefaults is $false.',
      fr: 'Au-delà, le plus ancien de ce qui fut supprimé est perdu ; en conservation pour litige, plus rien ne peut être supprimé. Compte quand UseDatabaseQuotaDefaults vaut $false.',
    },
  },
  {
    name: 'RecoverableItemsWarningQuota',
    type: { kind: 'bytesize', unlimited: true },
    defaultText: '20 GB',
    help: {
      en: 'Where so much of what was deleted is kept, the event log says so. Counts where UseDatabaseQuotaDefaults is $false.',
      fr: 'Quand autant de ce qui fut supprimé est conservé, le journal des événements le dit. Compte quand UseDatabaseQuotaDefaults vaut $false.',
    },
  },
];

/** What Set-Mailbox keeps of them, by property. */
export function retentionChange(
  given: BoundParameters,
  { otherProperties }: Mailbox,
  now: number,
  by: string,
): Readonly<Record<string, unknown>> {
  const change: Record<string, unknown> = {};
  const retain = given.get<TimeSpan>('RetainDeletedItemsFor');
  if (retain !== undefined) {
    change.RetainDeletedItemsForMs = retain.milliseconds;
    change.UseDatabaseRetentionDefaults = false;
  }
  for (const name of ['UseDatabaseRetentionDefaults', 'SingleItemRecoveryEnabled'] as const)
    if (given.has(name)) change[name] = given.isOn(name);
  if (given.isOn('UseDatabaseRetentionDefaults')) change.RetainDeletedItemsForMs = null;
  const isHeld = given.isOn('LitigationHoldEnabled');
  // A hold that goes on keeps its date and who ordered it.
  if (given.has('LitigationHoldEnabled') && isHeld !== (otherProperties.LitigationHoldEnabled ?? false)) {
    change.LitigationHoldEnabled = isHeld;
    change.LitigationHoldDate = isHeld ? new Date(now).toISOString() : null;
    change.LitigationHoldOwner = isHeld ? by : null;
  }
  if (given.has('LitigationHoldDate'))
    change.LitigationHoldDate = given.get<Date | null>('LitigationHoldDate')?.toISOString() ?? null;
  for (const name of ['LitigationHoldOwner', 'RetentionComment', 'RetentionUrl'] as const)
    if (given.has(name)) change[name] = given.get<string | null>(name) ?? null;
  const duration = given.get<TimeSpan | Unlimited>('LitigationHoldDuration');
  if (duration !== undefined)
    change.LitigationHoldDurationMs = duration instanceof Unlimited ? null : duration.milliseconds;
  for (const name of recoverableQuotas) {
    const quota = given.get<ByteSize | Unlimited>(name);
    if (quota !== undefined) change[name] = quota instanceof Unlimited ? 'Unlimited' : quota.bytes;
  }
  return change;
}

/** As Get-Mailbox prints them. */
export function retentionProperties(mailbox: Mailbox, database: MailboxDatabaseSettings): ManagementObject {
  const { keepsPurged, hold } = retentionOf(mailbox, retentionDefaults(database));
  const { quotaBytes, warningBytes } = ownRecoverableQuotas(mailbox);
  const { LitigationHoldDate: since, LitigationHoldOwner: by } = mailbox.otherProperties;
  const { RetentionComment: note, RetentionUrl: page } = mailbox.otherProperties;
  const size = (bytes: number | null): ByteSize | Unlimited => (bytes === null ? Unlimited.value : new ByteSize(bytes));
  const { LitigationHoldDurationMs: durationMs, RetainDeletedItemsForMs: ownMs } = mailbox.otherProperties;
  return {
    // As in Exchange its own, which counts where UseDatabaseRetentionDefaults is false.
    RetainDeletedItemsFor: new TimeSpan(typeof ownMs === 'number' ? ownMs : usualMs),
    UseDatabaseRetentionDefaults: usesRetentionDefaults(mailbox),
    SingleItemRecoveryEnabled: keepsPurged,
    LitigationHoldEnabled: hold !== undefined,
    LitigationHoldDuration: typeof durationMs === 'number' ? new TimeSpan(durationMs) : Unlimited.value,
    LitigationHoldDate: typeof since === 'string' ? new Date(since) : null,
    LitigationHoldOwner: typeof by === 'string' ? by : '',
    RetentionComment: typeof note === 'string' ? note : '',
    RetentionUrl: typeof page === 'string' ? page : '',
    // Its own too, which count where UseDatabaseQuotaDefaults is false.
    RecoverableItemsQuota: size(quotaBytes),
    RecoverableItemsWarningQuota: size(warningBytes),
  };
}

/** Whoever gives a mailbox quotas that those of the database keep from counting is told so. */
export function warnOfIdleQuotas(context: Pick<CmdletContext, 'warn'>, given: BoundParameters, mailbox: Mailbox): void {
  const [name] = recoverableQuotas.filter((one) => given.has(one));
  // Who says both, as an import of the configuration does, knows.
  if (name === undefined || given.has('UseDatabaseQuotaDefaults') || !usesQuotaDefaults(mailbox)) return;
  context.warn({
    en: `${name} of '${mailbox.name}' counts with -UseDatabaseQuotaDefaults $false; until then the database's counts.`,
    fr: `${name} de « ${mailbox.name} » compte avec -UseDatabaseQuotaDefaults $false ; jusque-là, celui de la base compte.`,
  });
}
