import { defineCommand } from '../command.ts';
import { needsTls } from '../replies.ts';
import { replyTexts } from '../reply-texts.ts';
import { beforeSignIn } from '../session-state.ts';
import { signIn } from '../sign-in.ts';

export const pass = defineCommand({
  name: 'PASS',
  rfc: 'RFC 1939 §7',
  allowedIn: beforeSignIn,
  async run(session, request, state) {
    if (!session.takesPasswords) return needsTls;
    if (state.userName === null) return { status: 'ERR', text: replyTexts.userFirst };
    return signIn(session, state.userName, request.password);
  },
});
