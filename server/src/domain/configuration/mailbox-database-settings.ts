import { type ByteSize, Unlimited } from '@relais/management-contract';
import { defineSettings, type SettingsValues } from '../../platform/settings/define-settings.ts';
import { setting } from '../../platform/settings/setting-types.ts';
import type { Quotas } from '../directory/mailbox-quotas.ts';

const quota = (en: string, fr: string, help: { readonly en: string; readonly fr: string }) =>
  setting<ByteSize | Unlimited>({
    type: { kind: 'bytesize', unlimited: true },
    default: Unlimited.value,
    takesEffect: 'at-once',
    label: { en, fr },
    help,
  });

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
