import { defineCommand } from '../command.ts';
import { signedIn } from '../session-state.ts';

export const unauthenticate = defineCommand({
  names: ['UNAUTHENTICATE'],
  rfc: 'RFC 8437',
  allowedIn: signedIn,
  revealsExpunges: false,
  async run(session) {
    session.signedOut();
    return { status: 'OK' };
  },
});
