import { defineCommand, ok } from '../command.ts';
import { signedIn } from '../session-state.ts';

export const rset = defineCommand({
  name: 'RSET',
  rfc: 'RFC 1939 §5',
  allowedIn: signedIn,
  async run(_session, _request, { maildrop }) {
    maildrop.unmarkAll();
    return ok;
  },
});
