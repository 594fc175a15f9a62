import { DataDecoder } from '@relais/smtp-codec';
import { beginIntake } from '../begin-intake.ts';
import { defineCommand } from '../command.ts';
import { endContent } from '../end-content.ts';
import { replies } from '../replies.ts';

export const data = defineCommand({
  verbs: ['DATA'],
  rfc: 'RFC 5321 §4.1.1.4',
  allowedIn: ['recipients'],
  allowedBeforeTls: false,
  async run(session, _request, { hello, transaction }) {
    // RFC 3030 §3: binary content has no end that DATA could see.
    if (transaction.mail.body === 'BINARYMIME')
      return { code: 503, enhanced: '5.5.1', text: 'A message announced as BINARYMIME is sent with BDAT' };
    const intake = beginIntake(session, hello, transaction);
    const decoder = new DataDecoder();
    session.reply(replies.startInput);
    try {
      for (;;) {
        const content = await session.content();
        if (content === null) return null;
        const { pieces, consumed, ended } = decoder.decode(content);
        // One write a chunk: a message of nothing but dots must not become a million of them.
        if (pieces.length > 0)
          await intake.write(pieces.length === 1 ? (pieces[0] as Uint8Array) : Buffer.concat(pieces));
        session.skip(consumed);
        if (!ended) continue;
        // Over before the reply: whatever it says, the next command is MAIL again (RFC 5321 §4.1.1.4).
        session.state = { kind: 'greeted', hello };
        return await endContent(session, intake, transaction, decoder.fault);
      }
    } finally {
      await intake.discard();
    }
  },
});
