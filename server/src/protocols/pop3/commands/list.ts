import { okReply } from '@relais/pop3-codec';
import { answered, defineCommand } from '../command.ts';
import { noMessage } from '../replies.ts';
import { writeListing } from '../write-listing.ts';
import { signedIn } from '../session-state.ts';

export const list = defineCommand({
  name: 'LIST',
  rfc: 'RFC 1939 §5',
  allowedIn: signedIn,
  async run(session, { number }, { maildrop }) {
    if (number !== null) {
      const found = maildrop.find(number);
      if (found.kind !== 'message') return noMessage(number, found);
      return { status: 'OK', text: `${number} ${found.message.sizeBytes}` };
    }
    const { messages, sizeBytes } = maildrop.total;
    session.reply(okReply(`${messages} ${sizeBytes}`));
    await writeListing(session.output, maildrop, { prefix: '', of: (message) => maildrop.sizeOf(message) });
    return answered;
  },
});
