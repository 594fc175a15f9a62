import { ContentIntake } from './content-intake.ts';
import type { Session } from './session.ts';
import type { Hello, Transaction } from './session-state.ts';

/** Opens the way in for the content of a transaction. */
export function beginIntake(
  session: Session,
  hello: Hello,
  { mail, recipients, outbound }: Transaction,
): ContentIntake {
  const { context, connector, transport, user } = session;
  return new ContentIntake({
    connector,
    serverName: context.serverName,
    user,
    envelope: {
      sender: mail.from?.text ?? '',
      recipients: [...recipients.values()],
      authenticatedAs: user,
      smtpUtf8: mail.smtpUtf8,
      eachAlone: connector.Lmtp,
      // A user is known, and a server in front that speaks LMTP has looked itself.
      ...(user === null && !connector.Lmtp
        ? { origin: { address: transport.remote.address, helo: hello.client, server: connector.Fqdn } }
        : {}),
      outbound: {
        recipients: [...outbound.values()],
        ret: mail.ret,
        envelopeId: mail.envelopeId,
        clientAddress: transport.remote.address,
      },
    },
    received: {
      client: hello.client,
      address: transport.remote.address,
      by: connector.Fqdn,
      extended: hello.extended,
      lmtp: connector.Lmtp,
      smtpUtf8: mail.smtpUtf8,
      tls: transport.tls,
      authenticated: user !== null,
    },
    delivery: context.delivery,
    clock: context.clock,
    log: session.log,
  });
}
