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
): Pick<OutboundEnvelope, 'requireTls' | 'releaseAt' | 'releaseRequest' | 'deliverBy' | 'mtPriority'> {
  return {
    ...(requireTls ? { requireTls } : {}),
    ...(hold === null ? {} : releaseTerms(hold, now)),
    ...(deliverBy === null
      ? {}
      : { deliverBy: { time: now + deliverBy.seconds * 1000, mode: deliverBy.mode, trace: deliverBy.trace } }),
    ...(priority === null ? {} : { mtPriority: priority }),
  };
}

function releaseTerms(
  hold: MailRequest['hold'] & {},
  now: number,
): Required<Pick<OutboundEnvelope, 'releaseAt' | 'releaseRequest'>> {
  return 'until' in hold
    ? { releaseAt: hold.until, releaseRequest: `until;${new Date(hold.until).toISOString().replace('.000', '')}` }
    : { releaseAt: now + hold.seconds * 1000, releaseRequest: `for;${hold.seconds}` };
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
      ...(hello.client === null ? {} : { clientHostname: hello.client }),
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
      priority: mail.priority,
    },
    isOwnResults: ownResults({ ...context, connector, client }),
    delivery: context.delivery,
    clock: context.clock,
    log: session.log,
  });
}
