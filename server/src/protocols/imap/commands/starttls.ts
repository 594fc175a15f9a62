import { defineCommand } from '../command.ts';
import { notSignedIn } from '../session-state.ts';

export const starttls = defineCommand({
  names: ['STARTTLS'],
  rfc: 'RFC 3501 §6.2.1',
  allowedIn: notSignedIn,
  revealsExpunges: false,
  async run(session) {
    if (session.transport.isSecure)
      return { status: 'BAD', text: 'Command received in Invalid state. (TLS is on already)' };
    return {
      status: 'OK',
      text: 'Begin TLS negotiation now.',
      afterwards: async () => {
        await session.output.flush();
        // RFC 3501 §6.2.1: what was sent before the handshake may be an attacker's.
        session.reader.discardPending();
        const { certificates, settings } = session.context;
        await session.transport.upgradeToTls(certificates.contextFor(settings.X509CertificateName, 'IMAP'));
        session.live.secure = true;
      },
    };
  },
});
