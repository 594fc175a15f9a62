import type { LocalisedText } from '@relais/management-contract';
import { defineSettings } from '../../platform/settings/define-settings.ts';
import { setting } from '../../platform/settings/setting-types.ts';

const time = (label: LocalisedText, help: LocalisedText) =>
  setting<Date | null>({
    type: { kind: 'datetime' },
    nullable: true,
    default: null,
    takesEffect: 'at-once',
    label,
    help,
  });

/** When everything was last backed up: `relais backup` says it, and whoever backs up with something else. */
export const mailboxDatabaseBackups = defineSettings('MailboxDatabaseBackups', 'MSExchangeIS', {
  LastFullBackup: time(
    { en: 'Last full backup', fr: 'Dernière sauvegarde complète' },
    {
      en: 'When the last whole backup began. "relais backup" sets it; set it after pg_dump, a snapshot of the disk or another program’s backup.',
      fr: 'Quand la dernière sauvegarde complète a commencé. « relais backup » l’inscrit ; inscrivez-le après pg_dump, un instantané du disque ou la sauvegarde d’un autre programme.',
    },
  ),
  LastIncrementalBackup: time(
    { en: 'Last incremental backup', fr: 'Dernière sauvegarde incrémentielle' },
    {
      en: 'When the last backup of what had changed began. Nothing here makes such backups: the program that does sets it.',
      fr: 'Quand la dernière sauvegarde de ce qui avait changé a commencé. Rien ici n’en fait : le programme qui s’en charge l’inscrit.',
    },
  ),
});
