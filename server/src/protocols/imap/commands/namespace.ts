import { completed, defineCommand } from '../command.ts';
import { signedIn } from '../session-state.ts';

export const namespace = defineCommand({
  names: ['NAMESPACE'],
  rfc: 'RFC 2342',
  allowedIn: signedIn,
  revealsExpunges: true,
  async run(session) {
    session.output.line('* NAMESPACE (("" "/")) NIL NIL');
    return completed;
  },
});
