import {
  formatMailboxName,
  formatPartialRange,
  formatSequenceSet,
  formatString,
  type SearchReturn,
} from '@relais/imap-codec';
import type { Session } from '../session.ts';
import type { SelectedFolder } from '../selected-folder.ts';

export interface SearchAnswer {
  readonly folder: SelectedFolder;
  readonly uid: boolean;
  readonly returns: SearchReturn;
  /** Positions in the order of the answer: ascending, or sorted by SORT. */
  readonly found: readonly number[];
  /** RFC 7162 §3.1.5: the search named MODSEQ. */
  readonly withModSeq: boolean;
  /** RFC 7377 §2.1: which of several mailboxes this is about. */
  readonly mailbox?: string;
  /** RFC 6203 §4: how well each fits, 1 to 100. */
  readonly relevanceOf?: (at: number) => number;
}

/** Of messages at these positions; 0 of none. */
export function highestModSeqOf(folder: SelectedFolder, positions: readonly number[]): number {
  return positions.reduce((highest, at) => Math.max(highest, folder.modSeqAt(at)), 0);
}

/** `* ESEARCH (TAG "a") UID MIN 2 COUNT 3` (RFC 4731), with PARTIAL (RFC 9394); keeps `$` (RFC 5182). */
export function writeSearchAnswer(session: Session, answer: SearchAnswer): void {
  const { folder, uid, returns, found } = answer;
  const number = (at: number) => (uid ? folder.uidAt(at) : at + 1);
  const results: string[] = [];
  const told: number[] = [];
  const first = found[0];
  const last = found.at(-1);
  // RFC 4731 §3.1: MIN, MAX and ALL are left out when nothing was found.
  if (returns.min && first !== undefined) {
    results.push(`MIN ${number(first)}`);
    told.push(first);
  }
  if (returns.max && last !== undefined) {
    results.push(`MAX ${number(last)}`);
    told.push(last);
  }
  if (returns.count) results.push(`COUNT ${found.length}`);
  if (returns.all && first !== undefined) results.push(`ALL ${formatSequenceSet(found.map(number))}`);
  if (returns.partial !== undefined) {
    const { low, high, fromEnd } = returns.partial;
    // RFC 9394 §3.1: -1 is the last result; the numbers still come in the order of the results.
    const part = fromEnd
      ? found.slice(Math.max(0, found.length - high), Math.max(0, found.length - low + 1))
      : found.slice(low - 1, high);
    results.push(
      `PARTIAL (${formatPartialRange(returns.partial)} ${part.length === 0 ? 'NIL' : formatSequenceSet(part.map(number))})`,
    );
    told.push(...part);
  }
  const isPartOnly = !returns.all && !returns.count;
  if (answer.withModSeq && found.length > 0) {
    // RFC 7162 §3.1.10: of MIN or MAX alone, the mod-sequence is of that message.
    const counted = isPartOnly && told.length > 0 ? told : found;
    results.push(`MODSEQ ${highestModSeqOf(folder, counted)}`);
  }
  if (returns.save) {
    // RFC 5182 §2.4: with only MIN, MAX or PARTIAL, only what they name is kept.
    const kept = isPartOnly && (returns.min || returns.max || returns.partial !== undefined) ? told : found;
    folder.savedSearch = [...new Set(kept.map((at) => folder.uidAt(at)))].sort((a, b) => a - b);
    // RFC 5182 §2.1: SAVE alone answers nothing.
    if (isPartOnly && !returns.min && !returns.max && returns.partial === undefined && answer.mailbox === undefined)
      return;
  }
  if (returns.relevancy === true && returns.all && answer.relevanceOf !== undefined && found.length > 0)
    results.push(`RELEVANCY (${found.map(answer.relevanceOf).join(' ')})`);
  const tag = formatString(session.tag).toString('latin1');
  const mailbox =
    answer.mailbox === undefined
      ? ''
      : ` MAILBOX ${formatMailboxName(answer.mailbox, session.enabled.usesUtf8)} UIDVALIDITY ${folder.uidValidity}`;
  session.output.line(
    `* ESEARCH (TAG ${tag}${mailbox})${uid ? ' UID' : ''}${results.map((result) => ` ${result}`).join('')}`,
  );
}
