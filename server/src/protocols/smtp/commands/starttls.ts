import type { SecureContext } from 'node:tls';
import { trustMachineAuthorities } from '../../../platform/tls/machine-authorities.ts';
import type { TlsCredentials } from '../../../platform/tls/tls-credentials.ts';
import { defineCommand } from '../command.ts';
import { connectorCertificate, connectorCredentials } from '../connector-certificate.ts';
import { offersTls } from '../connector-permissions.ts';
import { asksForCertificate } from '../partner.ts';
import { replies } from '../replies.ts';
import type { Session } from '../session.ts';

/** What was sent before the handshake is dropped, and everything learned before it forgotten (RFC 3207 §4.2). */
export const starttls = defineCommand({
  verbs: ['STARTTLS'],
  rfc: 'RFC 3207 §4',
  allowedIn: ['greeted'],
  allowedBeforeTls: true,
  async run(session) {
    if (session.isSecure) return { code: 503, enhanced: '5.5.1', text: 'TLS is already active' };
    if (!offersTls(session.connector)) return { code: 502, enhanced: '5.5.1', text: 'STARTTLS is not offered here' };
    const certificate = certificateOf(session);
    // RFC 3207 §4: said before the client waits for a handshake.
    if (certificate === null)
      return { code: 454, enhanced: '4.7.0', text: 'TLS not available due to temporary reason' };
    session.reply(replies.readyForTls);
    try {
      await session.startTls(certificate);
    } catch (cause) {
      // Whatever speaks no TLS after asking for it is told nothing more: plain text would be read as a handshake.
      session.log.info('tls-handshake-failed', { reason: cause instanceof Error ? cause.message : String(cause) });
      session.end('client-gone', null);
      session.transport.destroy();
      return null;
    }
    session.protocolLog.info(`TLS ${session.transport.tls?.protocol} ${session.transport.tls?.cipher}`);
    const { certificate: shown } = session;
    if (shown !== null)
      session.protocolLog.info(
        `client certificate: ${shown.subject}${shown.problem === null ? '' : ` (${shown.problem})`}`,
      );
    return null;
  },
});

function certificateOf({ context, connector, log }: Session): SecureContext | { mutual: TlsCredentials } | null {
  try {
    if (asksForCertificate(connector)) {
      if (context.clientAuthorities === undefined) trustMachineAuthorities();
      return { mutual: connectorCredentials(context.certificates, connector) };
    }
    return connectorCertificate(context.certificates, connector);
  } catch (cause) {
    log.error('certificate-unusable', cause);
    return null;
  }
}
