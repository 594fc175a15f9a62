import { defineCommand } from '../command.ts';
import { notSignedIn } from '../session-state.ts';
import { privacyRequired, signIn } from './sign-in.ts';

export const login = defineCommand({
  names: ['LOGIN'],
  rfc: 'RFC 3501 §6.2.3',
  allowedIn: notSignedIn,
  revealsExpunges: false,
  async run(session, { user, password }) {
    if (!session.takesPasswords) return privacyRequired('LOGIN');
    return signIn(session, 'LOGIN', user, password);
  },
});
