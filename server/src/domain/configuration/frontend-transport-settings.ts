import { defineSettings } from '../../platform/settings/define-settings.ts';
import { logFileSettings, receiveProtocolLogName } from './log-file-settings.ts';

/** Logs of the Front End Transport service: receive connectors whose TransportRole is FrontendTransport. */
export const frontendTransportSettings = defineSettings('FrontendTransportService', 'MSExchangeFrontEndTransport', {
  ...logFileSettings('ReceiveProtocolLog', {
    folder: 'FrontEnd\\ProtocolLog\\SmtpReceive',
    megabytes: 250,
    name: receiveProtocolLogName,
  }),
});
