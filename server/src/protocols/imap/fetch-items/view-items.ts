import type { FetchItemWriter } from './fetch-item-writer.ts';

export const uid: FetchItemWriter = {
  columns: null,
  write: ({ output, folder, at }) => void output.writer.text('UID ').number(folder.uidAt(at)),
};

export const flags: FetchItemWriter = {
  columns: null,
  write: ({ output, folder, at }) => void output.writer.text('FLAGS (').text(folder.flagsTextAt(at)).text(')'),
};

/** RFC 7162 §3.1.5 */
export const modSeq: FetchItemWriter = {
  columns: null,
  write({ output, folder, at }) {
    folder.toldModSeq.noteTold();
    output.writer.text('MODSEQ (').number(folder.modSeqAt(at)).text(')');
  },
};
