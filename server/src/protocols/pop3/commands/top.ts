import { defineCommand } from '../command.ts';
import { noMessage } from '../replies.ts';
import { sendMessage } from '../send-message.ts';
import { signedIn } from '../session-state.ts';

export const top = defineCommand({
  name: 'TOP',
  rfc: 'RFC 1939 §7',
  allowedIn: signedIn,
  async run(session, { number, lines }, { maildrop }) {
    const found = maildrop.find(number);
    return found.kind === 'message' ? sendMessage(session, maildrop, found.message, lines) : noMessage(number, found);
  },
});
