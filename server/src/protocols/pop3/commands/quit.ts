import { defineCommand } from '../command.ts';
import { replyTexts } from '../reply-texts.ts';
import { anyState } from '../session-state.ts';

export const quit = defineCommand({
  name: 'QUIT',
  rfc: 'RFC 1939 §6',
  allowedIn: anyState,
  async run(session, _request, state) {
    session.enterUpdate();
    if (state.kind === 'transaction') {
      try {
        await state.maildrop.expunge();
      } catch (error) {
        session.log.error('pop3 deletions failed', error);
        return { status: 'ERR', code: 'SYS/TEMP', text: replyTexts.deletionsFailed };
      } finally {
        // RFC 1939 §6: the maildrop is free before the goodbye, so that the client may come back at once.
        await session.releaseLock();
      }
    }
    return { status: 'OK', text: replyTexts.signingOff };
  },
});
