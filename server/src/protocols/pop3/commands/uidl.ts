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
      return { status: 'OK', text: `${number} ${maildrop.uidValidity}-${found.message.uid}` };
    }
    session.reply(okReply());
    const of = (message: number): number => maildrop.uidOf(message);
    await writeListing(session.output, maildrop, { prefix: `${maildrop.uidValidity}-`, of });
    return answered;
  },
});
