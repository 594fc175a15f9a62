import { defineCommand, ok } from '../command.ts';
import { noMessage } from '../replies.ts';
import { signedIn } from '../session-state.ts';

export const dele = defineCommand({
  name: 'DELE',
  rfc: 'RFC 1939 §5',
  allowedIn: signedIn,
  async run(_session, { number }, { maildrop }) {
    const found = maildrop.find(number);
    if (found.kind !== 'message') return noMessage(number, found);
    // RFC 1939 §6: only QUIT removes it.
    maildrop.markDeleted(found.message);
    return ok;
  },
});
