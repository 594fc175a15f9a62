import type { SortCriterion } from '@relais/imap-codec';
import {
  type Address,
  addressSpec,
  baseSubject,
  decodeHeader,
  deserializeStructure,
  displayName,
  envelopeOf,
  type MessageStructure,
} from '@relais/mime';
import type { MessageRow } from '../../../domain/mail/account-store.ts';
import { uidSetOf } from '../../../domain/mail/uid-set.ts';
import type { SearchSubject } from './search-messages.ts';
import { sortInTurns } from './sort-in-turns.ts';

type SortValue = string | number;
type SortBy = SortCriterion['by'];

/** RFC 5256 §3, RFC 5957: the value of a message by which it is sorted. Texts compare without case, as Unicode. */
const valueOf: Record<SortBy, (row: MessageRow, structure: () => MessageStructure) => SortValue> = {
  ARRIVAL: (row) => row.internalDate,
  // RFC 5256 §2.2: the sent date in UTC, else the internal date.
  DATE: (row) => row.sentDate,
  SIZE: (row) => row.sizeBytes,
  SUBJECT: (_row, structure) => fold(baseSubject(subjectOf(structure()))),
  FROM: (_row, structure) => mailboxOf(envelopeOf(structure()).from),
  TO: (_row, structure) => mailboxOf(envelopeOf(structure()).to),
  CC: (_row, structure) => mailboxOf(envelopeOf(structure()).cc),
  DISPLAYFROM: (_row, structure) => displayOf(envelopeOf(structure()).from),
  DISPLAYTO: (_row, structure) => displayOf(envelopeOf(structure()).to),
  // Of a position, not of a row: see below.
  RELEVANCY: () => 0,
};

/** By what rows hold as numbers, so that nothing of a message has to be read and no value is an object. */
const fromRow: ReadonlySet<SortBy> = new Set(['ARRIVAL', 'DATE', 'SIZE', 'RELEVANCY']);

/** `positions` in the wanted order; equal ones stay in the order of the mailbox (RFC 5256 §3). */
export async function sortMessages(
  subject: SearchSubject,
  positions: readonly number[],
  order: readonly SortCriterion[],
): Promise<number[]> {
  const { folder, store, output } = subject;
  const isNumeric = order.every(({ by }) => fromRow.has(by));
  const values = order.map(() => (isNumeric ? new Float64Array(folder.count) : ([] as SortValue[])));
  const isThere = new Uint8Array(folder.count);
  const uids = uidSetOf(positions.map((at) => folder.uidAt(at)));
  for await (const rows of store.messages(folder.folderId, uids, isNumeric ? {} : { structure: true })) {
    for (const row of rows) {
      const at = folder.positionOf(row.uid);
      if (at < 0) continue;
      let parsed: MessageStructure | undefined;
      const structure = () => (parsed ??= structureOfRow(row));
      isThere[at] = 1;
      for (let index = 0; index < order.length; index++) {
        const { by } = order[index] as SortCriterion;
        // RFC 6203 §5: the most relevant first.
        (values[index] as SortValue[])[at] =
          by === 'RELEVANCY' ? -(subject.relevance?.get(at) ?? 0) : valueOf[by](row, structure);
      }
    }
    await output.makeRoom();
  }
  const signs = order.map(({ descending }) => (descending ? -1 : 1));
  const compare = (a: number, b: number): number => {
    for (let index = 0; index < values.length; index++) {
      const column = values[index] as ArrayLike<SortValue>;
      const left = column[a] as SortValue;
      const right = column[b] as SortValue;
      if (left !== right) return (left < right ? -1 : 1) * (signs[index] as number);
    }
    return a - b;
  };
  return await sortInTurns(
    positions.filter((at) => isThere[at] === 1),
    compare,
    () => output.makeRoom(),
  );
}

export function structureOfRow(row: MessageRow): MessageStructure {
  if (row.structure === null) throw new TypeError('the structure of the message was not asked for');
  const { buffer, byteOffset, byteLength } = row.structure;
  return deserializeStructure(Buffer.from(buffer, byteOffset, byteLength));
}

function subjectOf(structure: MessageStructure): string {
  return envelopeOf(structure).subject ?? '';
}

/** RFC 5256 §3: the mailbox (local part) of the first address; a group's name counts as one. */
function mailboxOf(addresses: readonly Address[]): string {
  const [first] = addresses;
  if (first === undefined) return '';
  return fold(first.kind === 'group' ? first.name : first.localPart);
}

/** RFC 5957 §3 */
function displayOf(addresses: readonly Address[]): string {
  const [first] = addresses;
  if (first === undefined) return '';
  return fold(first.kind === 'group' ? decodeHeader(first.name) : displayName(first) || addressSpec(first));
}

/** i;unicode-casemap (RFC 5051), near enough: compatibility decomposition, then without case. */
export function fold(text: string): string {
  return text.normalize('NFKD').toLowerCase();
}
