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
        const { certificates, settings, clock } = session.context;
        // No command is waited for in here, so the session's own time-out does not see a client that says nothing.
        const limit = clock.after(settings.PreAuthenticatedConnectionTimeout.milliseconds, () =>
          session.transport.destroy(),
        );
        try {
          await session.transport.upgradeToTls(certificates.contextFor(settings.X509CertificateName, 'IMAP'));
        } catch (cause) {
          // Whatever speaks no TLS of today is told nothing more, and is no fault of the server.
          session.log.info('imap tls handshake failed', {
            reason: cause instanceof Error ? cause.message : String(cause),
          });
          session.transport.destroy();
          return;
        } finally {
          limit.cancel();
        }
        session.live.secure = true;
      },
    };
  },
});
