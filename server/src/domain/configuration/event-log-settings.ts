import { ByteSize } from '@relais/management-contract';
import { defineSettings } from '../../platform/settings/define-settings.ts';
import { setting } from '../../platform/settings/setting-types.ts';

const megabyte = 1024 * 1024;

/** How much is kept of the operator's log, `logs/relais.log` and its older files together: Limit-EventLog. */
export const eventLogSettings = defineSettings('EventLog', 'MSExchangeServiceHost', {
  MaximumSize: setting<ByteSize>({
    type: { kind: 'bytesize', min: megabyte, max: 1024 * 1024 * megabyte },
    default: new ByteSize(256 * megabyte),
    takesEffect: 'at-once',
    label: { en: 'Event log: size of all files', fr: 'Journal des événements : taille de tous les fichiers' },
    help: {
      en: 'How much is kept of relais.log and its older files together; a file that has a sixteenth of it is followed by the next, and the oldest are removed.',
      fr: 'Taille conservée de relais.log et de ses anciens fichiers réunis ; un fichier qui en atteint le seizième est suivi d’un autre, et les plus anciens sont supprimés.',
    },
  }),
  RetentionDays: setting<number>({
    type: { kind: 'int', min: 1, max: 365 },
    default: 30,
    takesEffect: 'at-once',
    label: { en: 'Event log: days kept', fr: 'Journal des événements : jours de conservation' },
    help: {
      en: 'Files of relais.log whose last line is older are removed, all but the latest; a file holds at most a day.',
      fr: 'Les fichiers de relais.log dont la dernière ligne est plus ancienne sont supprimés, sauf le dernier ; un fichier couvre au plus un jour.',
    },
  }),
});
