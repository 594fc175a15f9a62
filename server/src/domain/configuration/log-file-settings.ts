import { ByteSize, type LocalisedText, TimeSpan, type Unlimited } from '@relais/management-contract';
import type { SettingDeclaration } from '../../platform/settings/define-settings.ts';
import { setting } from '../../platform/settings/setting-types.ts';
import { adviseLogPath, refuseLogPath } from './log-path.ts';

const day = 86_400_000;

/** The four parameters that Exchange has for every log it writes to files: where, how long, how much, how much a file. */
export type LogFileSettings<Log extends string> = {
  readonly [K in `${Log}Path`]: SettingDeclaration<string>;
} & { readonly [K in `${Log}MaxAge`]: SettingDeclaration<TimeSpan> } & {
  readonly [K in `${Log}MaxDirectorySize` | `${Log}MaxFileSize`]: SettingDeclaration<ByteSize | Unlimited>;
};

/**
 * `SendProtocolLogPath`, `SendProtocolLogMaxAge`, … for the log `SendProtocolLog`.
 * `folder` is below %ExchangeInstallPath%TransportRoles\Logs. `name` begins a label; `of` follows "of the" (`du …`).
 */
export function logFileSettings<Log extends string>(
  log: Log,
  { folder, megabytes, name }: { readonly folder: string; readonly megabytes: number; readonly name: LogName },
): LogFileSettings<Log> {
  const { label, of } = name;
  return {
    [`${log}Path`]: setting<string>({
      type: { kind: 'string', maxLength: 500 },
      default: `%ExchangeInstallPath%TransportRoles\\Logs\\${folder}`,
      takesEffect: 'at-once',
      refuse: (value) => refuseLogPath(String(value)),
      advice: adviseLogPath,
      label: { en: `${label.en}: path`, fr: `${label.fr} : chemin` },
      help: {
        en: `The folder of ${of.en}: absolute, or within the data directory (%ExchangeInstallPath%…).`,
        fr: `Le dossier ${of.fr} : absolu, ou dans le répertoire de données (%ExchangeInstallPath%…).`,
      },
    }),
    [`${log}MaxAge`]: setting<TimeSpan>({
      type: { kind: 'timespan', minMs: 0, maxMs: 24_855 * day, bareNumber: 'days' },
      default: new TimeSpan(30 * day),
      takesEffect: 'at-once',
      label: { en: `${label.en}: kept for`, fr: `${label.fr} : durée de conservation` },
      help: {
        en: `Older files of ${of.en} are removed; 00:00:00 keeps them.`,
        fr: `Les fichiers plus anciens ${of.fr} sont supprimés ; 00:00:00 les garde.`,
      },
    }),
    [`${log}MaxDirectorySize`]: setting<ByteSize | Unlimited>({
      type: { kind: 'bytesize', min: 1024 * 1024, unlimited: true },
      default: new ByteSize(megabytes * 1024 * 1024),
      takesEffect: 'at-once',
      label: { en: `${label.en}: size of all files`, fr: `${label.fr} : taille de tous les fichiers` },
      help: {
        en: `The oldest files of ${of.en} are removed beyond this.`,
        fr: `Au-delà, les fichiers les plus anciens ${of.fr} sont supprimés.`,
      },
    }),
    [`${log}MaxFileSize`]: setting<ByteSize | Unlimited>({
      type: { kind: 'bytesize', min: 1024, unlimited: true },
      default: new ByteSize(10 * 1024 * 1024),
      takesEffect: 'at-once',
      label: { en: `${label.en}: size of a file`, fr: `${label.fr} : taille d’un fichier` },
      help: {
        en: `A file of ${of.en} that has this size is followed by the next one.`,
        fr: `Un fichier ${of.fr} de cette taille est suivi d’un autre.`,
      },
    }),
  } as LogFileSettings<Log>;
}

interface LogName {
  readonly label: LocalisedText;
  readonly of: LocalisedText;
}

export const receiveProtocolLogName: LogName = {
  label: { en: 'Receive protocol log', fr: 'Journal de protocole de réception' },
  of: { en: 'the receive protocol log', fr: 'du journal de protocole de réception' },
};
