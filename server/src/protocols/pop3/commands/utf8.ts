import { defineCommand } from '../command.ts';
import { replyTexts } from '../reply-texts.ts';
import { beforeSignIn } from '../session-state.ts';

export const utf8 = defineCommand({
  name: 'UTF8',
  rfc: 'RFC 6856 §2.1',
  allowedIn: beforeSignIn,
  async run(session) {
    session.isUtf8 = true;
    return { status: 'OK', text: replyTexts.utf8 };
  },
});
