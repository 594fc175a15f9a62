import type { PlainCredentials, Reply } from '@relais/smtp-codec';
import type { SignInResult } from '../../../services/authentication/authenticator.ts';
import { defineCommand } from '../command.ts';
import { offeredMechanisms } from '../connector-permissions.ts';
import { replies } from '../replies.ts';
import { channelOf } from '../sasl-channel.ts';
import { converse, type Exchanged, exchanges } from '../sasl-exchange.ts';
import type { Session } from '../session.ts';

export const auth = defineCommand({
  verbs: ['AUTH'],
  rfc: 'RFC 4954 §4',
  allowedIn: ['greeted'],
  allowedBeforeTls: false,
  async run(session, { mechanism, initialResponse }) {
    const refusal = notNow(session, mechanism);
    if (refusal !== null) return refusal;
    const exchanged = await exchange(session, mechanism, initialResponse);
    if (exchanged === null) return null;
    if ('reply' in exchanged) return exchanged.reply;
    return 'result' in exchanged ? enter(session, exchanged.result, true) : signIn(session, exchanged.credentials);
  },
});

async function exchange(session: Session, mechanism: string, initial: string | null): Promise<Exchanged> {
  const plain = exchanges.get(mechanism);
  if (plain !== undefined) return plain(session, initial);
  const further = session.context.authenticator.sasl.begin(mechanism, channelOf(session));
  return further === null ? { reply: unrecognised } : converse(session, further, initial);
}

const unrecognised: Reply = { code: 504, enhanced: '5.7.4', text: 'Unrecognized authentication type' };

function notNow(session: Session, mechanism: string): Reply | null {
  const { connector, isSecure, user } = session;
  if (user !== null) return { code: 503, enhanced: '5.5.1', text: 'Already authenticated' };
  const offered = offeredMechanisms(connector, isSecure, session.furtherMechanisms);
  if (offered.includes(mechanism)) return null;
  // RFC 4954 §6: the password must not travel in the clear.
  if (!isSecure && offeredMechanisms(connector, true, session.furtherMechanisms).includes(mechanism)) {
    return {
      code: 538,
      enhanced: '5.7.11',
      text: 'Encryption required for requested authentication mechanism; send STARTTLS first',
    };
  }
  return unrecognised;
}

async function signIn(session: Session, credentials: PlainCredentials): Promise<Reply> {
  const { context, live } = session;
  const result = await context.authenticator.signIn({
    userName: credentials.userName,
    password: credentials.password,
    door: 'smtp',
    remoteAddress: session.remote.address,
    client: live.client,
  });
  return enter(session, result, actsForHimself(session, credentials, result));
}

/** What a sign-in by any mechanism comes to. */
function enter(session: Session, result: SignInResult, isHimself: boolean): Reply {
  const { live } = session;
  const reply = answer(result, isHimself);
  if (result.kind === 'signed-in' && reply === replies.signedIn) {
    session.user = result.mailbox;
    live.user = result.mailbox.emailAddresses[0] ?? result.mailbox.name;
    live.accountId = result.mailbox.guid;
    live.credentialId = result.credentialId ?? null;
    session.protocolLog.info(`authenticated as ${live.user}`);
    return reply;
  }
  session.logonFailures += 1;
  session.protocolLog.info(`authentication refused: ${result.kind}`);
  const { MaxLogonFailures } = session.connector;
  if (MaxLogonFailures > 0 && session.logonFailures >= MaxLogonFailures)
    session.end('too-many-errors', replies.tooManyErrors);
  return reply;
}

/** RFC 4616 §2: acting for another needs a right that nobody has yet. */
function actsForHimself({ context }: Session, { authorizationId }: PlainCredentials, result: SignInResult): boolean {
  if (authorizationId === '' || result.kind !== 'signed-in') return true;
  return context.directory.findLogin(authorizationId)?.guid === result.mailbox.guid;
}

function answer(result: SignInResult, actsForHimself: boolean): Reply {
  switch (result.kind) {
    case 'signed-in':
      return actsForHimself ? replies.signedIn : replies.signInFailed;
    case 'bad-credentials':
      return replies.signInFailed;
    case 'protocol-disabled':
      return {
        code: 535,
        enhanced: '5.7.3',
        text: 'Authentication unsuccessful: sending by SMTP is switched off for this mailbox',
      };
    case 'app-password-required':
    case 'second-factor-required':
      return {
        code: 535,
        enhanced: '5.7.9',
        text: 'Authentication unsuccessful: this account has a second factor, so mail programs need an app password; make one in webmail, Options > Account > My account > App passwords',
      };
    case 'account-disabled':
      return { code: 535, enhanced: '5.7.3', text: 'Authentication unsuccessful: the account is disabled' };
    case 'throttled':
      return {
        code: 454,
        enhanced: '4.7.0',
        text: `Too many failed sign-ins; try again in ${Math.ceil(result.retryAfterMs / 1000)} seconds`,
      };
  }
}
