import { defineCommand } from '../command.ts';
import { offersTls } from '../connector-permissions.ts';
import { replies } from '../replies.ts';

/** What was sent before the handshake is dropped, and everything learned before it forgotten (RFC 3207 §4.2). */
export const starttls = defineCommand({
  verbs: ['STARTTLS'],
  rfc: 'RFC 3207 §4',
  allowedIn: ['greeted'],
  allowedBeforeTls: true,
  async run(session) {
    if (session.isSecure) return { code: 503, enhanced: '5.5.1', text: 'TLS is already active' };
    if (!offersTls(session.connector)) return { code: 502, enhanced: '5.5.1', text: 'STARTTLS is not offered here' };
    session.reply(replies.readyForTls);
    try {
      await session.startTls();
    } catch (cause) {
      // Whatever speaks no TLS after asking for it is told nothing more: plain text would be read as a handshake.
      session.log.info('tls-handshake-failed', { reason: cause instanceof Error ? cause.message : String(cause) });
      session.end('client-gone', null);
      session.transport.destroy();
      return null;
    }
    session.protocolLog.info(`TLS ${session.transport.tls?.protocol} ${session.transport.tls?.cipher}`);
    return null;
  },
});
