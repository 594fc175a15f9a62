import { defineCommand } from '../command.ts';
import { replies } from '../replies.ts';
import { anyState } from '../session-state.ts';

export const quit = defineCommand({
  verbs: ['QUIT'],
  rfc: 'RFC 5321 §4.1.1.10',
  allowedIn: anyState,
  allowedBeforeTls: true,
  async run(session) {
    session.end('signed-off', replies.goodbye);
    return null;
  },
});
