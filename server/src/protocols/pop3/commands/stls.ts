import { defineCommand } from '../command.ts';
import { replyTexts } from '../reply-texts.ts';
import { beforeSignIn } from '../session-state.ts';

export const stls = defineCommand({
  name: 'STLS',
  rfc: 'RFC 2595 §4',
  allowedIn: beforeSignIn,
  async run(session) {
    if (session.transport.isSecure) return { status: 'ERR', text: replyTexts.alreadySecure };
    // RFC 6856 §2.1: no STLS after UTF8.
    if (session.isUtf8) return { status: 'ERR', text: replyTexts.stlsAfterUtf8 };
    return { status: 'OK', text: replyTexts.beginTls, afterwards: () => session.startTls() };
  },
});
