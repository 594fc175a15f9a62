import { defineCommand, ok } from '../command.ts';
import { needsTls } from '../replies.ts';
import { beforeSignIn } from '../session-state.ts';

export const user = defineCommand({
  name: 'USER',
  rfc: 'RFC 1939 §7',
  allowedIn: beforeSignIn,
  run(session, request) {
    if (!session.takesPasswords) return needsTls;
    // The same answer whether there is such a user or not.
    session.named(request.name);
    return ok;
  },
});
