import { capabilityList } from '../capabilities.ts';
import type { SignInResult } from '../../../services/authentication/authenticator.ts';
import type { Completion } from '../command.ts';
import type { Session } from '../session.ts';

/**
 * The end of LOGIN and AUTHENTICATE: who is it, and may they come in? A refusal names its reason unless it would tell a
 * stranger something (RFC 5530 §3); users of Exchange see "wrong password" for every limit, which costs days.
 */
export async function signIn(
  session: Session,
  command: string,
  userName: string,
  password: string,
): Promise<Completion> {
  const { authenticator } = session.context;
  const remoteAddress = session.transport.remote.address;
  const { client } = session.live;
  const result = await authenticator.signIn({ userName, password, door: 'imap', remoteAddress, client });
  return enter(session, command, result);
}

/** What a sign-in by any mechanism comes to. */
export async function enter(session: Session, command: string, result: SignInResult): Promise<Completion> {
  const { liveSessions, mailboxes, settings } = session.context;
  switch (result.kind) {
    case 'bad-credentials':
      return { status: 'NO', code: 'AUTHENTICATIONFAILED', text: `${command} failed.` };
    case 'protocol-disabled':
      return {
        status: 'NO',
        code: 'CONTACTADMIN',
        text: `${command} failed. IMAP4 is switched off for this mailbox (ImapEnabled).`,
      };
    case 'app-password-required':
    case 'second-factor-required':
      return { status: 'NO', code: 'CONTACTADMIN', text: `${command} failed. ${appPasswordNeeded}` };
    case 'account-disabled':
      return { status: 'NO', code: 'CONTACTADMIN', text: `${command} failed. This account is disabled.` };
    case 'throttled': {
      const seconds = Math.max(1, Math.ceil(result.retryAfterMs / 1_000));
      return {
        status: 'NO',
        code: 'LIMIT',
        text: `${command} failed. Too many wrong passwords; try again in ${seconds} seconds.`,
      };
    }
    case 'signed-in': {
      const { mailbox } = result;
      const refused = liveSessions.admitUser(session.live, mailbox.guid, settings);
      if (refused !== null) {
        return {
          status: 'NO',
          code: 'LIMIT',
          text: `${command} failed. The limit ${refused.limit} of ${refused.value} connections is reached.`,
        };
      }
      session.live.credentialId = result.credentialId ?? null;
      session.signedIn(mailbox, await mailboxes.open(mailbox.guid), result.delegate);
      return { status: 'OK', code: `CAPABILITY ${capabilityList(session)}`, text: `${command} completed.` };
    }
  }
}

const appPasswordNeeded =
  'This account has a second factor, so mail programs need an app password: make one in webmail, Options > Account > My account > App passwords.';

/** RFC 3501 §6.2.3, RFC 5530 §3: no password on a connection that anybody can read. */
export function privacyRequired(command: string): Completion {
  return { status: 'NO', code: 'PRIVACYREQUIRED', text: `${command} failed. Passwords are only taken after STARTTLS.` };
}
