import { defineCommand } from '../command.ts';
import { anyState } from '../session-state.ts';

export const logout = defineCommand({
  names: ['LOGOUT'],
  rfc: 'RFC 3501 §6.1.3',
  allowedIn: anyState,
  revealsExpunges: false,
  isShort: true,
  async run(session) {
    const words = session.inItsWords('Microsoft Exchange Server 2013 IMAP4 server signing off.');
    session.output.writer.utf8(`* BYE ${words}\r\n`);
    session.loggedOut();
    return { status: 'OK' };
  },
});
