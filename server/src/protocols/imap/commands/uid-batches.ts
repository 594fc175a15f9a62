import { formatString } from '@relais/imap-codec';
import { completed, defineCommand } from '../command.ts';
import { onlySelected } from '../session-state.ts';

/** RFC 10022 §3.1.3.2: smaller ones would say at which position each message stands, which UIDONLY is there to end. */
const smallestBatch = 500;

/** RFC 10022: how many batches one answer names at most. */
const mostBatches = 50_000;

/** RFC 10022: UID ranges that cut the mailbox into batches of so many messages, the newest first. */
export const uidBatches = defineCommand({
  names: ['UIDBATCHES'],
  rfc: 'RFC 10022',
  allowedIn: onlySelected,
  revealsExpunges: true,
  async run(session, { size, batches }, { folder }) {
    const { output } = session;
    if (size < smallestBatch) {
      return {
        status: 'NO',
        code: 'TOOFEW',
        text: `UIDBATCHES failed. A batch has at least ${smallestBatch} messages.`,
      };
    }
    const { from, to } = batches ?? { from: 1, to: Number.POSITIVE_INFINITY };
    const count = Math.min(to, Math.ceil(folder.count / size)) - from + 1;
    if (from > to) {
      return {
        status: 'BAD',
        code: 'CLIENTBUG',
        text: `The first batch comes first: ${to}:${from} rather than ${from}:${to}.`,
      };
    }
    if (count > mostBatches) {
      return {
        status: 'NO',
        code: 'TOOMANY',
        text: `UIDBATCHES failed. That would be ${count} batches; ask for at most ${mostBatches}, such as 1:${mostBatches}.`,
      };
    }
    // The newest UID of each batch; the batch goes down to the next one's, so that together they leave no UID out.
    const newest: number[] = [];
    let seen = 0;
    for (let at = folder.count - 1; at >= 0 && newest.length <= to; at--) {
      if (folder.isGoneAt(at)) continue;
      if (seen % size === 0) newest.push(folder.uidAt(at));
      seen++;
      if ((at & 4_095) === 0 && output.isDue) await output.makeRoom();
    }
    const ranges = newest
      .map((uid, index) => `${uid}:${(newest[index + 1] ?? 0) + 1}`)
      .slice(from - 1, to === Number.POSITIVE_INFINITY ? undefined : to);
    const tag = formatString(session.tag).toString('latin1');
    output.line(`* UIDBATCHES (TAG ${tag})${ranges.length === 0 ? '' : ` ${ranges.join(',')}`}`);
    return completed;
  },
});
