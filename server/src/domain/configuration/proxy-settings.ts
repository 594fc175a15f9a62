import type { LocalisedText } from '@relais/management-contract';
import { defineSettings } from '../../platform/settings/define-settings.ts';
import { setting } from '../../platform/settings/setting-types.ts';

const addresses = (protocol: string) =>
  setting<readonly string[]>({
    type: { kind: 'address-range' },
    list: true,
    default: [],
    takesEffect: 'at-once',
    label: labelOf(protocol),
    help: {
      en: `Load balancers whose ${protocol} connections begin with a PROXY header (versions 1 and 2, as HAProxy sends it); connections from there without one are closed. Name only machines of yours: they are believed.`,
      fr: `Répartiteurs dont les connexions ${protocol} commencent par un en-tête PROXY (versions 1 et 2, comme HAProxy) ; sans lui la connexion est fermée. Seulement vos machines : elles sont crues sur parole.`,
    },
  });

function labelOf(protocol: string): LocalisedText {
  return { en: `Proxies before ${protocol}`, fr: `Mandataires devant ${protocol}` };
}

/** Who may say with a PROXY header whose connection it is. Receive connectors have a list of their own. */
export const proxySettings = defineSettings('ProxyProtocolConfig', 'MSExchangeImap4', {
  ImapProxyAddresses: addresses('IMAP4'),
  PopProxyAddresses: addresses('POP3'),
});
