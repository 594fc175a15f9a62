import { formatString } from '@relais/imap-codec';
import { completed, defineCommand } from '../command.ts';
import { onlySelected } from '../session-state.ts';

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
    const { from, to } = batches ?? { from: 1, to: Number.POSITIVE_INFINITY };
    const count = Math.min(to, Math.ceil(folder.count / size)) - from + 1;
    if (count > mostBatches) {
      return {
        status: 'NO',
        code: 'LIMIT',
        text: `UIDBATCHES failed. That would be ${count} batches; ask for at most ${mostBatches}, such as 1:${mostBatches}.`,
      };
    }
    const ranges: string[] = [];
    let batch = 1;
    let inBatch = 0;
    let newest = 0;
    let oldest = 0;
    const close = (): void => {
      if (inBatch > 0 && batch >= from && batch <= to) ranges.push(`${newest}:${oldest}`);
      batch++;
      inBatch = 0;
    };
    for (let at = folder.count - 1; at >= 0 && batch <= to; at--) {
      if (folder.isGoneAt(at)) continue;
      if (inBatch === 0) newest = folder.uidAt(at);
      oldest = folder.uidAt(at);
      if (++inBatch === size) close();
      if ((at & 4_095) === 0 && output.isDue) await output.makeRoom();
    }
    close();
    const tag = formatString(session.tag).toString('latin1');
    output.line(`* UIDBATCHES (TAG ${tag})${ranges.length === 0 ? '' : ` ${ranges.join(',')}`}`);
    return completed;
  },
});
