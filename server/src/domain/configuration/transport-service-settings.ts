import { TimeSpan, type Unlimited } from '@relais/management-contract';
import { defineSettings, type SettingsValues } from '../../platform/settings/define-settings.ts';
import { setting } from '../../platform/settings/setting-types.ts';
import { logFileSettings, receiveProtocolLogName } from './log-file-settings.ts';

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
    label: { en: 'Transient failure retry attempts', fr: 'Nombre de nouvelles tentatives en cas d’échec temporaire' },
    help: {
      en: 'How often an unreachable host is tried at TransientFailureRetryInterval, before OutboundConnectionFailureRetryInterval counts.',
      fr: 'Nombre de tentatives espacées de TransientFailureRetryInterval, avant que OutboundConnectionFailureRetryInterval ne compte.',
    },
  }),
  TransientFailureRetryInterval: setting<TimeSpan>({
    type: { kind: 'timespan', minMs: 1000, maxMs: 12 * 3_600_000 },
    default: TimeSpan.fromSeconds(300),
    takesEffect: 'at-once',
    label: { en: 'Transient failure retry interval', fr: 'Intervalle en cas d’échec temporaire' },
    help: {
      en: 'Between the first attempts at an unreachable host. The very first two wait 1 and 2 minutes at most: many servers turn strangers away once.',
      fr: 'Entre les premières tentatives vers un hôte injoignable. Les deux premières attendent au plus 1 et 2 minutes : beaucoup de serveurs refusent d’abord les inconnus.',
    },
  }),
  OutboundConnectionFailureRetryInterval: setting<TimeSpan>({
    type: { kind: 'timespan', minMs: 1000, maxMs: 20 * day },
    default: TimeSpan.fromSeconds(600),
    takesEffect: 'at-once',
    label: { en: 'Outbound connection failure retry interval', fr: 'Intervalle en cas d’échec de connexion sortante' },
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
    type: { kind: 'timespan', minMs: 1000, maxMs: 30 * day, bareNumber: 'days' },
    default: TimeSpan.fromSeconds(4 * 3600),
    takesEffect: 'at-once',
    label: { en: 'Notify sender when message is delayed after', fr: 'Notifier l’expéditeur d’un retard après' },
    help: {
      en: 'How long a message waits before its sender is told.',
      fr: 'Attente d’un message avant que l’expéditeur soit prévenu.',
    },
  }),
  MessageExpirationTimeout: setting<TimeSpan>({
    type: { kind: 'timespan', minMs: 5000, maxMs: 90 * day, bareNumber: 'days' },
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
    type: { kind: 'timespan', minMs: 0, maxMs: 24_855 * day, bareNumber: 'days' },
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
  ...logFileSettings('ConnectivityLog', {
    folder: 'Hub\\Connectivity',
    megabytes: 1000,
    name: {
      label: { en: 'Connectivity log', fr: 'Journal de connectivité' },
      of: { en: 'the connectivity log', fr: 'du journal de connectivité' },
    },
  }),
  ...logFileSettings('SendProtocolLog', {
    folder: 'Hub\\ProtocolLog\\SmtpSend',
    megabytes: 250,
    name: {
      label: { en: 'Send protocol log', fr: 'Journal de protocole d’envoi' },
      of: { en: 'the send protocol log', fr: 'du journal de protocole d’envoi' },
    },
  }),
  ...logFileSettings('ReceiveProtocolLog', {
    folder: 'Hub\\ProtocolLog\\SmtpReceive',
    megabytes: 250,
    name: receiveProtocolLogName,
  }),
});

export type TransportServiceSettings = SettingsValues<(typeof transportServiceSettings)['declarations']>;
