import type { ReceiveConnector } from '../../../domain/configuration/receive-connectors.ts';
import { namedCertificate } from '../../../protocols/smtp/connector-certificate.ts';
import type { CmdletContext } from '../../engine/cmdlet.ts';

/** Says so when TlsCertificateName names no certificate of this server, and which one is presented then. */
export function warnOfMissingCertificate(context: CmdletContext, connector: ReceiveConnector): void {
  const { certificates } = context.services;
  const { TlsCertificateName: wanted, Fqdn } = connector;
  if (certificates === null || wanted === null || namedCertificate(certificates, connector) !== undefined) return;
  const presented = certificates.describe(Fqdn);
  const known = [...new Set(certificates.list().map(({ issuer, subject }) => `<I>${issuer}<S>${subject}`))].join(', ');
  context.warn({
    en: `There is no certificate "${wanted}" here; the one for ${presented.names.join(', ')} will be presented. There are: ${known}.`,
    fr: `Il n’y a pas de certificat « ${wanted} » ici ; celui de ${presented.names.join(', ')} sera présenté. Il existe : ${known}.`,
  });
}
