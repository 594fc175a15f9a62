import { ByteSize, TimeSpan, type Unlimited } from '@relais/management-contract';
import { defineSettings, type SettingsValues } from '../../platform/settings/define-settings.ts';
import { setting } from '../../platform/settings/setting-types.ts';
import { refuseLogPath } from './log-path.ts';

const day = 86_400_000;

/**
 * Limits and logs of the Transport service (reference §2.3, §4.3); changes count at once: for the next attempt, the next
 * message, the next connection.
 */
export const transportServiceSettings = defineSettings('TransportService', 'MSExchangeTransport', {
  MaxOutboundConnections: setting<number | Unlimited>({
    type: { kind: 'int', min: 1, max: 2_147_483_647, unlimited: true },
    default: 1000,
    takesEffect: 'at-once',
    label: { en: 'Outbound connections', fr: 'Connexions sortantes' },
    help: { en: 'Connections to other servers at once.', fr: 'Connexions simultanées vers d’autres serveurs.' },
  }),
  MaxPerDomainOutboundConnections: setting<number | Unlimited>({
    type: { kind: 'int', min: 1, max: 2_147_483_647, unlimited: true },
    default: 20,
    takesEffect: 'at-once',
    label: { en: 'Outbound connections to one domain', fr: 'Connexions sortantes vers un domaine' },
    help: {
      en: 'Connections at once for one domain or smart host.',
      fr: 'Connexions simultanées vers un même domaine ou hôte actif.',
    },
  }),
  MaxConnectionRatePerMinute: setting<number>({
    type: { kind: 'int', min: 1, max: 2_147_483_647 },
    default: 1200,
    takesEffect: 'at-once',
    label: { en: 'Incoming connections a minute', fr: 'Connexions entrantes par minute' },
    help: {
      en: 'New SMTP connections taken in a minute; more are turned away with 421.',
      fr: 'Nouvelles connexions SMTP acceptées par minute ; au-delà elles sont refusées (421).',
    },
  }),
  TransientFailureRetryCount: setting<number>({
    type: { kind: 'int', min: 0, max: 15 },
    default: 6,
    takesEffect: 'at-once',
    label: { en: 'Transient failure retry attempts', fr: "Nombre de nouvelles tentatives en cas d'échec temporaire" },
    help: {
      en: 'How often an unreachable host is tried at TransientFailureRetryInterval, before OutboundConnectionFailureRetryInterval counts.',
      fr: 'Nombre de tentatives espacées de TransientFailureRetryInterval, avant que OutboundConnectionFailureRetryInterval ne compte.',
    },
  }),
  TransientFailureRetryInterval: setting<TimeSpan>({
    type: { kind: 'timespan', minMs: 1000, maxMs: 12 * 3_600_000 },
    default: TimeSpan.fromSeconds(300),
    takesEffect: 'at-once',
    label: { en: 'Transient failure retry interval', fr: "Intervalle en cas d'échec temporaire" },
    help: {
      en: 'Between the first attempts at an unreachable host. The very first two wait 1 and 2 minutes at most: many servers turn strangers away once.',
      fr: 'Entre les premières tentatives vers un hôte injoignable. Les deux premières attendent au plus 1 et 2 minutes : beaucoup de serveurs refusent d’abord les inconnus.',
    },
  }),
  OutboundConnectionFailureRetryInterval: setting<TimeSpan>({
    type: { kind: 'timespan', minMs: 1000, maxMs: 20 * day },
    default: TimeSpan.fromSeconds(600),
    takesEffect: 'at-once',
    label: { en: 'Outbound connection failure retry interval', fr: "Intervalle en cas d'échec de connexion sortante" },
    help: {
      en: 'Between all further attempts at an unreachable host.',
      fr: 'Entre toutes les tentatives suivantes vers un hôte injoignable.',
    },
  }),
  MessageRetryInterval: setting<TimeSpan>({
    type: { kind: 'timespan', minMs: 1000, maxMs: day },
    default: TimeSpan.fromSeconds(900),
    takesEffect: 'at-once',
    label: { en: 'Message retry interval', fr: 'Intervalle entre tentatives d’un message' },
    help: {
      en: 'Before a recipient whom the other server put off is tried again; the first two attempts wait 1 and 2 minutes at most.',
      fr: 'Avant une nouvelle tentative pour un destinataire reporté par l’autre serveur ; les deux premières attendent au plus 1 et 2 minutes.',
    },
  }),
  DelayNotificationTimeout: setting<TimeSpan>({
    type: { kind: 'timespan', minMs: 1000, maxMs: 30 * day },
    default: TimeSpan.fromSeconds(4 * 3600),
    takesEffect: 'at-once',
    label: { en: 'Notify sender when message is delayed after', fr: "Notifier l'expéditeur d'un retard après" },
    help: {
      en: 'How long a message waits before its sender is told.',
      fr: 'Attente d’un message avant que l’expéditeur soit prévenu.',
    },
  }),
  MessageExpirationTimeout: setting<TimeSpan>({
    type: { kind: 'timespan', minMs: 5000, maxMs: 90 * day },
    default: TimeSpan.fromSeconds(2 * 86_400),
    takesEffect: 'at-once',
    label: { en: 'Maximum time since submission', fr: 'Délai maximal depuis l’envoi' },
    help: {
      en: 'How long a message that arrives from now on may wait before it is given up.',
      fr: 'Attente maximale d’un message arrivé désormais avant abandon.',
    },
  }),
  MessageTrackingLogEnabled: setting<boolean>({
    type: { kind: 'boolean' },
    default: true,
    takesEffect: 'at-once',
    label: { en: 'Message tracking log', fr: 'Journal de suivi des messages' },
    help: {
      en: 'Writes down where every message went (Get-MessageTrackingLog).',
      fr: 'Note le trajet de chaque message (Get-MessageTrackingLog).',
    },
  }),
  MessageTrackingLogSubjectLoggingEnabled: setting<boolean>({
    type: { kind: 'boolean' },
    default: true,
    takesEffect: 'at-once',
    label: { en: 'Subjects in the message tracking log', fr: 'Objets dans le journal de suivi' },
    help: { en: 'Writes down the subjects too.', fr: 'Note aussi les objets.' },
  }),
  MessageTrackingLogMaxAge: setting<TimeSpan>({
    type: { kind: 'timespan', minMs: 0, maxMs: 24_855 * day },
    default: TimeSpan.fromSeconds(30 * 86_400),
    takesEffect: 'at-once',
    label: { en: 'Message tracking log: kept for', fr: 'Journal de suivi : durée de conservation' },
    help: { en: 'Older entries are removed.', fr: 'Les entrées plus anciennes sont supprimées.' },
  }),
  ConnectivityLogEnabled: setting<boolean>({
    type: { kind: 'boolean' },
    default: true,
    takesEffect: 'at-once',
    label: { en: 'Connectivity log', fr: 'Journal de connectivité' },
    help: { en: 'Writes down every connection to another server.', fr: 'Note chaque connexion à un autre serveur.' },
  }),
  ConnectivityLogPath: setting<string>({
    type: { kind: 'string', maxLength: 500 },
    default: '%ExchangeInstallPath%TransportRoles\\Logs\\Hub\\Connectivity',
    takesEffect: 'at-once',
    refuse: (value) => refuseLogPath(String(value)),
    label: { en: 'Connectivity log: path', fr: 'Journal de connectivité : chemin' },
    help: {
      en: 'The folder of the connectivity log: absolute, or within the data directory (%ExchangeInstallPath%…).',
      fr: 'Le dossier du journal de connectivité : absolu, ou dans le répertoire de données (%ExchangeInstallPath%…).',
    },
  }),
  ConnectivityLogMaxAge: setting<TimeSpan>({
    type: { kind: 'timespan', minMs: 0, maxMs: 24_855 * day },
    default: new TimeSpan(30 * day),
    takesEffect: 'at-once',
    label: { en: 'Connectivity log: kept for', fr: 'Journal de connectivité : durée de conservation' },
    help: {
      en: 'Older files of the connectivity log are removed; 00:00:00 keeps them.',
      fr: 'Les fichiers plus anciens du journal de connectivité sont supprimés ; 00:00:00 les garde.',
    },
  }),
  ConnectivityLogMaxDirectorySize: setting<ByteSize | Unlimited>({
    type: { kind: 'bytesize', min: 1024 * 1024, unlimited: true },
    default: new ByteSize(1000 * 1024 * 1024),
    takesEffect: 'at-once',
    label: { en: 'Connectivity log: size of all files', fr: 'Journal de connectivité : taille de tous les fichiers' },
    help: {
      en: 'The oldest files of the connectivity log are removed beyond this.',
      fr: 'Au-delà, les fichiers les plus anciens du journal de connectivité sont supprimés.',
    },
  }),
  ConnectivityLogMaxFileSize: setting<ByteSize | Unlimited>({
    type: { kind: 'bytesize', min: 1024, unlimited: true },
    default: new ByteSize(10 * 1024 * 1024),
    takesEffect: 'at-once',
    label: { en: 'Connectivity log: size of a file', fr: "Journal de connectivité : taille d'un fichier" },
    help: {
      en: 'A file of the connectivity log that has this size is followed by the next one.',
      fr: "Un fichier du journal de connectivité de cette taille est suivi d'un autre.",
    },
  }),
  SendProtocolLogPath: setting<string>({
    type: { kind: 'string', maxLength: 500 },
    default: '%ExchangeInstallPath%TransportRoles\\Logs\\Hub\\ProtocolLog\\SmtpSend',
    takesEffect: 'at-once',
    refuse: (value) => refuseLogPath(String(value)),
    label: { en: 'Send protocol log: path', fr: 'Journal de protocole d’envoi : chemin' },
    help: {
      en: 'The folder of the send protocol log: absolute, or within the data directory (%ExchangeInstallPath%…).',
      fr: 'Le dossier du journal de protocole d’envoi : absolu, ou dans le répertoire de données (%ExchangeInstallPath%…).',
    },
  }),
  SendProtocolLogMaxAge: setting<TimeSpan>({
    type: { kind: 'timespan', minMs: 0, maxMs: 24_855 * day },
    default: new TimeSpan(30 * day),
    takesEffect: 'at-once',
    label: { en: 'Send protocol log: kept for', fr: 'Journal de protocole d’envoi : durée de conservation' },
    help: {
      en: 'Older files of the send protocol log are removed; 00:00:00 keeps them.',
      fr: 'Les fichiers plus anciens du journal de protocole d’envoi sont supprimés ; 00:00:00 les garde.',
    },
  }),
  SendProtocolLogMaxDirectorySize: setting<ByteSize | Unlimited>({
    type: { kind: 'bytesize', min: 1024 * 1024, unlimited: true },
    default: new ByteSize(250 * 1024 * 1024),
    takesEffect: 'at-once',
    label: {
      en: 'Send protocol log: size of all files',
      fr: 'Journal de protocole d’envoi : taille de tous les fichiers',
    },
    help: {
      en: 'The oldest files of the send protocol log are removed beyond this.',
      fr: 'Au-delà, les fichiers les plus anciens du journal de protocole d’envoi sont supprimés.',
    },
  }),
  SendProtocolLogMaxFileSize: setting<ByteSize | Unlimited>({
    type: { kind: 'bytesize', min: 1024, unlimited: true },
    default: new ByteSize(10 * 1024 * 1024),
    takesEffect: 'at-once',
    label: { en: 'Send protocol log: size of a file', fr: "Journal de protocole d’envoi : taille d'un fichier" },
    help: {
      en: 'A file of the send protocol log that has this size is followed by the next one.',
      fr: "Un fichier du journal de protocole d’envoi de cette taille est suivi d'un autre.",
    },
  }),
  ReceiveProtocolLogPath: setting<string>({
    type: { kind: 'string', maxLength: 500 },
    default: '%ExchangeInstallPath%TransportRoles\\Logs\\Hub\\ProtocolLog\\SmtpReceive',
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

export type TransportServiceSettings = SettingsValues<(typeof transportServiceSettings)['declarations']>;
