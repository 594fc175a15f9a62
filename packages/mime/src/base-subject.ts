import { decodeHeader } from './encoded-words.ts';

/** Longer subjects are compared by their beginning: stripping must stay cheap on any input. */
const MAX_SUBJECT = 2_000;

export interface BaseSubject {
  base: string;
  /** Something was removed that says reply or forward (RFC 5256 §2.1). */
  isReplyOrForward: boolean;
}

/** The subject without `Re:`, `Fwd:`, `[list]` and their kin, for sorting and threading (RFC 5256 §2.1). */
export function baseSubject(subject: Uint8Array | string): string {
  return splitSubject(subject).base;
}

export function splitSubject(subject: Uint8Array | string): BaseSubject {
  // Step 1.
  let text = decodeHeader(subject)
    .slice(0, MAX_SUBJECT)
    .replace(/[ \t\r\n]+/g, ' ');
  let isReplyOrForward = false;
  for (;;) {
    // Step 2: subj-trailer.
    for (let before = ''; before !== text; ) {
      before = text;
      text = text.replace(/ +$/, '');
      if (/\(fwd\)$/i.test(text)) {
        text = text.slice(0, -5);
        isReplyOrForward = true;
      }
    }
    // Steps 3 to 5: subj-leader, then one subj-blob when something is left behind it.
    for (;;) {
      const leader = /^(?: +|(?:\[[^[\]]*\] *)*(?:re|fwd?) *(?:\[[^[\]]*\] *)?:)/i.exec(text);
      if (leader) {
        isReplyOrForward ||= leader[0].trim() !== '';
        text = text.slice(leader[0].length);
        continue;
      }
      const blob = /^\[[^[\]]*\] */.exec(text);
      if (!blob || blob[0].length === text.length) break;
      text = text.slice(blob[0].length);
    }
    // Step 6.
    if (!/^\[fwd:/i.test(text) || !text.endsWith(']')) return { base: text, isReplyOrForward };
    text = text.slice(5, -1);
    isReplyOrForward = true;
  }
}
