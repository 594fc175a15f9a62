import { decodeSaslBase64, decodeText } from '@relais/imap-codec';
import { type Completion, defineCommand } from '../command.ts';
import type { Session } from '../session.ts';
import { notSignedIn } from '../session-state.ts';
import { privacyRequired, signIn } from './sign-in.ts';

export const authenticate = defineCommand({
  names: ['AUTHENTICATE'],
  rfc: 'RFC 3501 §6.2.2',
  allowedIn: notSignedIn,
  revealsExpunges: false,
  async run(session, { mechanism, initialResponse }) {
    if (mechanism !== 'PLAIN' && mechanism !== 'LOGIN') {
      return { status: 'NO', code: 'CANNOT', text: 'AUTHENTICATE failed. The mechanisms here are PLAIN and LOGIN.' };
    }
    if (!session.takesPasswords) return privacyRequired('AUTHENTICATE');
    return mechanism === 'PLAIN' ? plain(session, initialResponse) : loginMechanism(session, initialResponse);
  },
});

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
  const line = await session.readLine();
  return line === undefined || line === '*' ? undefined : decodeSaslBase64(line);
}
