import { defineCommand } from '../command.ts';
import { anyState } from '../session-state.ts';

export const logout = defineCommand({
  names: ['LOGOUT'],
  rfc: 'RFC 3501 §6.1.3',
  allowedIn: anyState,
  revealsExpunges: false,
  isShort: true,
  async run(session) {
    session.output.line('* BYE Microsoft Exchange Server 2013 IMAP4 server signing off.');
    session.loggedOut();
    return { status: 'OK' };
  },
});
