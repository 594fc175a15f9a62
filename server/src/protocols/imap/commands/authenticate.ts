import { decodeSaslBase64, decodeText } from '@relais/imap-codec';
import type { SaslExchange } from '../../../services/authentication/sasl/sasl.ts';
import { type Completion, defineCommand } from '../command.ts';
import type { Session } from '../session.ts';
import { notSignedIn } from '../session-state.ts';
import { channelOf } from '../sasl-channel.ts';
import { enter, privacyRequired, signIn } from './sign-in.ts';

export const authenticate = defineCommand({
  names: ['AUTHENTICATE'],
  rfc: 'RFC 3501 §6.2.2',
  allowedIn: notSignedIn,
  revealsExpunges: false,
  async run(session, { mechanism, initialResponse }) {
    const isOurs = mechanism === 'PLAIN' || mechanism === 'LOGIN';
    if (isOurs && !session.takesPasswords) return privacyRequired('AUTHENTICATE');
    if (!isOurs) {
      const exchange = session.takesPasswords
        ? session.context.authenticator.sasl.begin(mechanism, channelOf(session))
        : null;
      return exchange === null || session.isSwitchedOff(`AUTH=${mechanism.toUpperCase()}`)
        ? notOffered(session)
        : converse(session, exchange, initialResponse);
    }
    return mechanism === 'PLAIN' ? plain(session, initialResponse) : loginMechanism(session, initialResponse);
  },
});

function notOffered(session: Session): Completion {
  const others = session.takesPasswords ? session.context.authenticator.sasl.offered(channelOf(session)) : [];
  const names = ['PLAIN', 'LOGIN', ...others].filter((name) => !session.isSwitchedOff(`AUTH=${name}`));
  const list = names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : names.join('');
  return { status: 'NO', code: 'CANNOT', text: `AUTHENTICATE failed. The mechanisms here are ${list}.` };
}

/** A mechanism's own conversation (RFC 3501 §6.2.2): challenges and answers until it says what came of it. */
async function converse(session: Session, exchange: SaslExchange, initial: Buffer | undefined): Promise<Completion> {
  let response = initial ?? (await ask(session, ''));
  for (;;) {
    if (response === undefined) return cancelled;
    const step = await exchange.step(response);
    switch (step.kind) {
      case 'done':
        return enter(session, 'AUTHENTICATE', step.result);
      case 'malformed':
        return { status: 'BAD', text: `Command Argument Error. 11 (${step.reason})` };
      case 'challenge':
        response = await ask(session, step.data.toString('base64'));
    }
  }
}

const cancelled: Completion = { status: 'BAD', text: 'AUTHENTICATE was cancelled.' };

/** RFC 4616: authorization identity NUL authentication identity NUL password. */
async function plain(session: Session, initial: Buffer | undefined): Promise<Completion> {
  const response = initial ?? (await ask(session, ''));
  if (response === undefined) return cancelled;
  const parts = decodeText(response).split('\0');
  const [authorize, user, password] = parts;
  if (parts.length !== 3 || authorize === undefined || user === undefined || password === undefined || user === '') {
    return {
      status: 'BAD',
      text: 'Command Argument Error. 11 (PLAIN is identity, user and password with NUL between)',
    };
  }
  if (authorize !== '' && authorize !== user) {
    return {
      status: 'NO',
      code: 'AUTHORIZATIONFAILED',
      text: 'AUTHENTICATE failed. Acting for another user is not allowed.',
    };
  }
  return signIn(session, 'AUTHENTICATE', user, password);
}

/** draft-murchison-sasl-login: two questions whose texts old clients compare letter by letter. */
async function loginMechanism(session: Session, initial: Buffer | undefined): Promise<Completion> {
  const user = initial ?? (await ask(session, 'VXNlciBOYW1lAA=='));
  if (user === undefined) return cancelled;
  const password = await ask(session, 'UGFzc3dvcmQA');
  if (password === undefined) return cancelled;
  return signIn(session, 'AUTHENTICATE', decodeText(user), decodeText(password));
}

/** Sends a challenge and reads the answer; undefined when the client gives up with `*` (RFC 3501 §6.2.2). */
async function ask(session: Session, challenge: string): Promise<Buffer | undefined> {
  session.output.line(`+ ${challenge}`);
  const line = await session.conversation.readLine();
  return line === undefined || line === '*' ? undefined : decodeSaslBase64(line);
}
