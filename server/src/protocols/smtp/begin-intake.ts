import type { MailRequest } from '@relais/smtp-codec';
import type { OutboundEnvelope } from '../../services/delivery/delivery.ts';
import { may } from './connector-permissions.ts';
import { ContentIntake } from './content-intake.ts';
import { mostFromStranger, mostFromUser } from './organization-limits.ts';
import { ownResults } from './own-results.ts';
import type { Session } from './session.ts';
import type { Hello, Transaction } from './session-state.ts';

/** What the client asks of the way that the message takes. */
function transferTerms(
  { requireTls, hold, deliverBy, priority }: MailRequest,
  now: number,
): Pick<OutboundEnvelope, 'requireTls' | 'releaseAt' | 'deliverBy' | 'mtPriority'> {
  return {
    ...(requireTls ? { requireTls } : {}),
    ...(hold === null ? {} : { releaseAt: 'until' in hold ? hold.until : now + hold.seconds * 1000 }),
    ...(deliverBy === null
      ? {}
      : { deliverBy: { time: now + deliverBy.seconds * 1000, mode: deliverBy.mode, trace: deliverBy.trace } }),
    ...(priority === null ? {} : { mtPriority: priority }),
  };
}

/** Opens the way in for the content of a transaction. */
export function beginIntake(
  session: Session,
  hello: Hello,
  { mail, recipients, outbound }: Transaction,
): ContentIntake {
  const { context, connector, transport, user, client } = session;
  return new ContentIntake({
    connector,
    client,
    mostBytes:
      user === null
        ? mostFromStranger(
            context.settings,
            [...recipients.values()].map(({ mailbox }) => mailbox),
          )
        : mostFromUser(context.settings, user),
    serverName: context.serverName,
    user,
    envelope: {
      connector: `${context.serverName}\\${connector.Name}`,
      sender: mail.from?.text ?? '',
      recipients: [...recipients.values()],
      authenticatedAs: user,
      smtpUtf8: mail.smtpUtf8,
      eachAlone: connector.Lmtp,
      isBinary: mail.body === 'BINARYMIME',
      // A user is known, and a server in front that speaks LMTP has looked itself.
      ...(user === null && !connector.Lmtp && !may(connector, client, 'ms-Exch-Bypass-Anti-Spam')
        ? { origin: { address: session.remote.address, helo: hello.client, server: connector.Fqdn } }
        : {}),
      outbound: {
        recipients: [...outbound.values()],
        ret: mail.ret,
        envelopeId: mail.envelopeId,
        clientAddress: session.remote.address,
        ...(user === null && may(connector, client, 'ms-Exch-SMTP-Accept-Any-Recipient') ? { isRelay: true } : {}),
        ...transferTerms(mail, context.clock.now()),
      },
    },
    received: {
      client: hello.client,
      address: session.remote.address,
      by: connector.Fqdn,
      extended: hello.extended,
      lmtp: connector.Lmtp,
      smtpUtf8: mail.smtpUtf8,
      tls: transport.tls,
      authenticated: user !== null,
    },
    isOwnResults: ownResults({ ...context, connector, client }),
    delivery: context.delivery,
    clock: context.clock,
    log: session.log,
  });
}
