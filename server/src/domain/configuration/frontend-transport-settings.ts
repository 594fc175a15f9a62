import { ByteSize, TimeSpan, type Unlimited } from '@relais/management-contract';
import { defineSettings, type SettingsValues } from '../../platform/settings/define-settings.ts';
import { setting } from '../../platform/settings/setting-types.ts';
import { refuseLogPath } from './log-path.ts';

const day = 86_400_000;

/** Logs of the Front End Transport service: receive connectors whose TransportRole is FrontendTransport. */
export const frontendTransportSettings = defineSettings('FrontendTransportService', 'MSExchangeFrontEndTransport', {
  ReceiveProtocolLogPath: setting<string>({
    type: { kind: 'string', maxLength: 500 },
    default: '%ExchangeInstallPath%TransportRoles\\Logs\\FrontEnd\\ProtocolLog\\SmtpReceive',
    takesEffect: 'at-once',
    refuse: (value) => refuseLogPath(String(value)),
    label: { en: 'Receive protocol log: path', fr: 'Journal de protocole de réception : chemin' },
    help: {
      en: 'The folder of the receive protocol log: absolute, or within the data directory (%ExchangeInstallPath%…).',
      fr: 'Le dossier du journal de protocole de réception : absolu, ou dans le répertoire de données (%ExchangeInstallPath%…).',
    },
  }),
  ReceiveProtocolLogMaxAge: setting<TimeSpan>({
    type: { kind: 'timespan', minMs: 0, maxMs: 24_855 * day },
    default: new TimeSpan(30 * day),
    takesEffect: 'at-once',
    label: { en: 'Receive protocol log: kept for', fr: 'Journal de protocole de réception : durée de conservation' },
    help: {
      en: 'Older files of the receive protocol log are removed; 00:00:00 keeps them.',
      fr: 'Les fichiers plus anciens du journal de protocole de réception sont supprimés ; 00:00:00 les garde.',
    },
  }),
  ReceiveProtocolLogMaxDirectorySize: setting<ByteSize | Unlimited>({
    type: { kind: 'bytesize', min: 1024 * 1024, unlimited: true },
    default: new ByteSize(250 * 1024 * 1024),
    takesEffect: 'at-once',
    label: {
      en: 'Receive protocol log: size of all files',
      fr: 'Journal de protocole de réception : taille de tous les fichiers',
    },
    help: {
      en: 'The oldest files of the receive protocol log are removed beyond this.',
      fr: 'Au-delà, les fichiers les plus anciens du journal de protocole de réception sont supprimés.',
    },
  }),
  ReceiveProtocolLogMaxFileSize: setting<ByteSize | Unlimited>({
    type: { kind: 'bytesize', min: 1024, unlimited: true },
    default: new ByteSize(10 * 1024 * 1024),
    takesEffect: 'at-once',
    label: {
      en: 'Receive protocol log: size of a file',
      fr: "Journal de protocole de réception : taille d'un fichier",
    },
    help: {
      en: 'A file of the receive protocol log that has this size is followed by the next one.',
      fr: "Un fichier du journal de protocole de réception de cette taille est suivi d'un autre.",
    },
  }),
});

export type FrontendTransportSettings = SettingsValues<(typeof frontendTransportSettings)['declarations']>;
