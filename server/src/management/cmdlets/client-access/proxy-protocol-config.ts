import { proxySettings } from '../../../domain/configuration/proxy-settings.ts';
import { settingsCmdlets } from '../../settings-cmdlets.ts';

export const [getProxyProtocolConfig, setProxyProtocolConfig] = settingsCmdlets({
  definition: proxySettings,
  protocolName: 'PROXY',
  sessions: null,
  roles: ['POP3 and IMAP4 Protocols'],
  defaultColumns: ['ImapProxyAddresses', 'PopProxyAddresses'],
  examples: [
    {
      command: 'Set-ProxyProtocolConfig -ImapProxyAddresses 10.0.0.5 -PopProxyAddresses 10.0.0.5',
      explanation: {
        en: 'IMAP4 and POP3 stand behind HAProxy with send-proxy-v2. For SMTP: Set-ReceiveConnector -ProxyProtocolAddresses.',
        fr: 'IMAP4 et POP3 sont derrière HAProxy avec send-proxy-v2. Pour SMTP : Set-ReceiveConnector -ProxyProtocolAddresses.',
      },
    },
  ],
});
