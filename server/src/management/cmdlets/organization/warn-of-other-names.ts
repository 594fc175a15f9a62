import type { AcmeConfig } from '../../../domain/configuration/acme-store.ts';
import { imapSettings } from '../../../protocols/imap/settings.ts';
import { popSettings } from '../../../protocols/pop3/settings.ts';
import type { CmdletContext } from '../../engine/cmdlet.ts';

/**
 * Says which services go on to present another certificate than the one by ACME, since they present it for a name that it does not have:
 * mail programs would warn of a self-signed one while everybody takes the matter for settled.
 */
export function warnOfOtherNames(context: CmdletContext, { domainNames, services: enabled }: AcmeConfig): void {
  const [main] = domainNames;
  const isOther = (name: string | null): boolean => name !== null && !domainNames.includes(name.toLowerCase());
  const { settings, receiveConnectors } = context.services;
  const mended = [
    ...(enabled.includes('IMAP') && isOther(settings.configured(imapSettings).X509CertificateName)
      ? [`Set-ImapSettings -X509CertificateName ${main}; Restart-Service MSExchangeImap4`]
      : []),
    ...(enabled.includes('POP') && isOther(settings.configured(popSettings).X509CertificateName)
      ? [`Set-PopSettings -X509CertificateName ${main}; Restart-Service MSExchangePop3`]
      : []),
    ...(enabled.includes('SMTP')
      ? receiveConnectors
          .list()
          .filter((one) => one.Enabled && !one.Lmtp && one.TlsCertificateName === null && isOther(one.Fqdn))
          .map(({ Name }) => `Set-ReceiveConnector "${Name}" -Fqdn ${main}`)
      : []),
  ];
  if (mended.length === 0) return;
  context.warn({
    en: `Some services present a certificate for another name. To have them present this one: ${mended.join('; ')}`,
    fr: `Certains services présentent un certificat pour un autre nom. Pour qu’ils présentent celui-ci : ${mended.join('; ')}`,
  });
}
