import { defineCommand } from '../command.ts';
import { anyState } from '../session-state.ts';

export const help = defineCommand({
  verbs: ['HELP'],
  rfc: 'RFC 5321 §4.1.1.8',
  allowedIn: anyState,
  allowedBeforeTls: false,
  run: async () => ({
    code: 214,
    enhanced: '2.0.0',
    text: [
      'This server supports the following commands:',
      'HELO EHLO STARTTLS RCPT DATA RSET MAIL QUIT HELP AUTH BDAT VRFY NOOP',
    ],
  }),
});
