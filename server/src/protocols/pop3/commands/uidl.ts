import { okReply } from '@relais/pop3-codec';
import { answered, defineCommand } from '../command.ts';
import { noMessage } from '../replies.ts';
import { writeListing } from '../write-listing.ts';
import { signedIn } from '../session-state.ts';

export const uidl = defineCommand({
  name: 'UIDL',
  rfc: 'RFC 1939 §7',
  allowedIn: signedIn,
  async run(session, { number }, { maildrop }) {
    if (number !== null) {
      const found = maildrop.find(number);
      if (found.kind !== 'message') return noMessage(number, found);
      return { status: 'OK', text: `${number} ${maildrop.uniqueId(found.message)}` };
    }
    session.reply(okReply());
    await writeListing(session.output, maildrop, (message) => `${message.number} ${maildrop.uniqueId(message)}`);
    return answered;
  },
});
