import { isAmong } from '../domain/configuration/address-range.ts';
import { owaSettings } from '../domain/configuration/owa-settings.ts';
import { proxySettings } from '../domain/configuration/proxy-settings.ts';
import { createImapService, type ImapServiceNeeds } from '../protocols/imap/service.ts';
import { createPop3Service, type Pop3ServiceNeeds } from '../protocols/pop3/service.ts';
import type { Service } from '../protocols/service.ts';
import { createSmtpService, type SmtpServiceParts } from '../protocols/smtp/service.ts';
import { type PublishedParts, publishedJmapUrl } from './published-jmap-url.ts';

type Needs = Omit<ImapServiceNeeds, 'isProxy' | 'jmapUrl'> & Omit<Pop3ServiceNeeds, 'isProxy'> & SmtpServiceParts;

/** IMAP4, POP3 and SMTP, not started. `web`: asked for once a client wants to know where JMAP is. */
export function createProtocolServices({ web, ...needs }: Needs & Pick<PublishedParts, 'web'>): readonly Service[] {
  const { settings, server } = needs;
  return [
    createImapService({
      ...needs,
      jmapUrl: publishedJmapUrl({ fqdn: server.fqdn, settings: () => settings.effective(owaSettings), web }),
      isProxy: (address) => isAmong(address, settings.effective(proxySettings).ImapProxyAddresses),
    }),
    createPop3Service({
      ...needs,
      isProxy: (address) => isAmong(address, settings.effective(proxySettings).PopProxyAddresses),
    }),
    createSmtpService(needs),
  ];
}
