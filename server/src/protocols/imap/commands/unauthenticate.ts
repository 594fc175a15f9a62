import { defineCommand } from '../command.ts';
import { uncompressSession } from '../compression.ts';
import { signedIn } from '../session-state.ts';

export const unauthenticate = defineCommand({
  names: ['UNAUTHENTICATE'],
  rfc: 'RFC 8437',
  allowedIn: signedIn,
  revealsExpunges: false,
  async run(session) {
    session.signedOut();
    // RFC 8437 §4.1
    return { status: 'OK', afterwards: () => uncompressSession(session) };
  },
});
