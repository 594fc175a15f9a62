import { frontendTransportSettings } from '../../../domain/configuration/frontend-transport-settings.ts';
import { transportServiceSettings } from '../../../domain/configuration/transport-service-settings.ts';
import { settingsCmdlets } from '../../settings-cmdlets.ts';

export const [getTransportService, setTransportService] = settingsCmdlets({
  definition: transportServiceSettings,
  protocolName: 'transport',
  kind: 'server',
  sessions: null,
  roles: ['Exchange Servers', 'Transport Queues'],
  defaultColumns: ['Name', 'MessageTrackingLogEnabled', 'ConnectivityLogEnabled', 'MessageExpirationTimeout'],
  examples: [
    {
      command: 'Set-TransportService CAS01 -MessageExpirationTimeout 1.00:00:00 -DelayNotificationTimeout 02:00:00',
      explanation: {
        en: 'Senders hear of delays after two hours, and mail is given up after a day.',
        fr: 'Les expéditeurs sont prévenus après deux heures, et le courrier est abandonné après un jour.',
      },
    },
    {
      command: 'Set-TransportService -MaxPerDomainOutboundConnections 5',
      explanation: { en: 'Gentler with other servers.', fr: 'Plus doux avec les autres serveurs.' },
    },
  ],
});

export const [getFrontendTransportService, setFrontendTransportService] = settingsCmdlets({
  definition: frontendTransportSettings,
  protocolName: 'front end transport',
  kind: 'server',
  sessions: null,
  roles: ['Exchange Servers', 'Transport Queues'],
  defaultColumns: ['Name', 'ReceiveProtocolLogPath', 'ReceiveProtocolLogMaxAge'],
  examples: [
    {
      command: 'Set-FrontendTransportService CAS01 -ReceiveProtocolLogPath /var/log/relais/receive',
      explanation: { en: 'The log goes to a disk of its own.', fr: 'Le journal va sur son propre disque.' },
    },
  ],
});
