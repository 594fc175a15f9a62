import { defineCommand } from '../command.ts';
import { noMessage } from '../replies.ts';
import { sendMessage } from '../send-message.ts';
import { signedIn } from '../session-state.ts';

export const retr = defineCommand({
  name: 'RETR',
  rfc: 'RFC 1939 §5',
  allowedIn: signedIn,
  run(session, { number }, { maildrop }) {
    const found = maildrop.find(number);
    return found.kind === 'message' ? sendMessage(session, maildrop, found.message) : noMessage(number, found);
  },
});
