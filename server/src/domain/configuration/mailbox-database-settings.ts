import { ByteSize, TimeSpan, Unlimited } from '@relais/management-contract';
import { defineSettings, type SettingsValues } from '../../platform/settings/define-settings.ts';
import { setting } from '../../platform/settings/setting-types.ts';
import { type RetentionDefaults, usualRecoverableBytes, usualWarningBytes } from '../directory/mailbox-retention.ts';
import type { Quotas } from '../directory/mailbox-quotas.ts';

const quota = (
  en: string,
  fr: string,
  help: { readonly en: string; readonly fr: string },
  usual: ByteSize | Unlimited = Unlimited.value,
) =>
  setting<ByteSize | Unlimited>({
    type: { kind: 'bytesize', unlimited: true },
    default: usual,
    takesEffect: 'at-once',
    label: { en, fr },
    help,
  });

const dayMs = 86_400_000;

/** The quotas of mailboxes that have none of their own (reference §7.1); here there is one database. */
export const mailboxDatabaseSettings = defineSettings('MailboxDatabase', 'MSExchangeIS', {
  IssueWarningQuota: quota('Issue a warning at', 'Émettre un avertissement à', {
    en: 'Size that brings a warning into the inbox.',
    fr: 'Taille qui déclenche un avertissement dans la boîte de réception.',
  }),
  ProhibitSendQuota: quota('Prohibit send at', 'Interdire l’envoi à', {
    en: 'Size that stops sending.',
    fr: 'Taille qui arrête l’envoi.',
  }),
  ProhibitSendReceiveQuota: quota('Prohibit send and receive at', 'Interdire l’envoi et la réception à', {
    en: 'Size that stops sending and receiving.',
    fr: 'Taille qui arrête l’envoi et la réception.',
  }),
  DeletedItemRetention: setting<TimeSpan>({
    type: { kind: 'timespan', minMs: 0, maxMs: 24_855 * dayMs, bareNumber: 'days' },
    default: TimeSpan.fromSeconds(14 * 86_400),
    takesEffect: 'at-once',
    label: { en: 'Keep deleted items for', fr: 'Conserver les éléments supprimés pendant' },
    help: {
      en: 'How long what was deleted for good can be recovered: 14.00:00:00, or 14 for as many days; 0 keeps nothing.',
      fr: 'Durée pendant laquelle ce qui est supprimé définitivement peut être récupéré : 14.00:00:00, ou 14 pour autant de jours ; 0 ne conserve rien.',
    },
  }),
  RecoverableItemsQuota: quota(
    'Recoverable items quota',
    'Quota des éléments récupérables',
    {
      en: 'Beyond so much of what was deleted the oldest goes for good; a mailbox on hold lets nothing more be deleted.',
      fr: 'Au-delà, le plus ancien de ce qui fut supprimé est perdu ; une boîte en conservation pour litige ne laisse plus rien supprimer.',
    },
    new ByteSize(usualRecoverableBytes),
  ),
  RecoverableItemsWarningQuota: quota(
    'Warn of recoverable items at',
    'Avertir des éléments récupérables à partir de',
    {
      en: 'Where a mailbox has kept so much of what was deleted, the event log says so.',
      fr: 'Quand une boîte a conservé autant de ce qui fut supprimé, le journal des événements le dit.',
    },
    new ByteSize(usualWarningBytes),
  ),
});

export type MailboxDatabaseSettings = SettingsValues<(typeof mailboxDatabaseSettings)['declarations']>;

export function quotaDefaults(settings: MailboxDatabaseSettings): Quotas {
  const bytes = (size: ByteSize | Unlimited): number | null => (size instanceof Unlimited ? null : size.bytes);
  return {
    issueWarningBytes: bytes(settings.IssueWarningQuota),
    prohibitSendBytes: bytes(settings.ProhibitSendQuota),
    prohibitSendReceiveBytes: bytes(settings.ProhibitSendReceiveQuota),
  };
}

/** Of mailboxes that have no time of their own. */
export function retentionDefaults(settings: MailboxDatabaseSettings): RetentionDefaults {
  const bytes = (value: ByteSize | Unlimited): number | null => (value instanceof Unlimited ? null : value.bytes);
  return {
    retainMs: settings.DeletedItemRetention.milliseconds,
    quotaBytes: bytes(settings.RecoverableItemsQuota),
    warningBytes: bytes(settings.RecoverableItemsWarningQuota),
  };
}
