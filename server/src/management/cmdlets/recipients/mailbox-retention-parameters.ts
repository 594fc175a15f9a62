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
import { retentionOf, usesRetentionDefaults } from '../../../domain/directory/mailbox-retention.ts';
import type { BoundParameters } from '../../engine/bound-parameters.ts';

const dayMs = 86_400_000;
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
    name: 'RecoverableItemsQuota',
    type: { kind: 'bytesize', unlimited: true },
    defaultText: '30 GB',
    help: {
      en: 'Beyond so much of what was deleted the oldest goes for good; on hold nothing more can be deleted.',
      fr: 'Au-delà, le plus ancien de ce qui fut supprimé est perdu ; en conservation pour litige, plus rien ne peut être supprimé.',
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
  const duration = given.get<TimeSpan | Unlimited>('LitigationHoldDuration');
  if (duration !== undefined)
    change.LitigationHoldDurationMs = duration instanceof Unlimited ? null : duration.milliseconds;
  const quota = given.get<ByteSize | Unlimited>('RecoverableItemsQuota');
  if (quota !== undefined) change.RecoverableItemsQuota = quota instanceof Unlimited ? 'Unlimited' : quota.bytes;
  return change;
}

/** As Get-Mailbox prints them. */
export function retentionProperties(mailbox: Mailbox, database: MailboxDatabaseSettings): ManagementObject {
  const { keepsPurged, hold, quotaBytes } = retentionOf(mailbox, retentionDefaults(database));
  const { LitigationHoldDate: since, LitigationHoldOwner: by } = mailbox.otherProperties;
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
    RecoverableItemsQuota: quotaBytes === null ? Unlimited.value : new ByteSize(quotaBytes),
  };
}
