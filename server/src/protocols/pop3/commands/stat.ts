import { defineCommand } from '../command.ts';
import { signedIn } from '../session-state.ts';

export const stat = defineCommand({
  name: 'STAT',
  rfc: 'RFC 1939 §5',
  allowedIn: signedIn,
  run(_session, _request, { maildrop }) {
    const { messages, sizeBytes } = maildrop.total;
    return { status: 'OK', text: `${messages} ${sizeBytes}` };
  },
});
