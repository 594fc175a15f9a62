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
import { sentDateOf } from './date-keys.ts';
import type { SearchSubject } from './search-messages.ts';

type SortValue = string | number;
type SortBy = SortCriterion['by'];

/** RFC 5256 §3, RFC 5957: the value of a message by which it is sorted. Texts compare without case, as Unicode. */
const valueOf: Record<SortBy, (row: MessageRow, structure: () => MessageStructure) => SortValue> = {
  ARRIVAL: (row) => row.internalDate,
  // RFC 5256 §2.2: the sent date in UTC, else the internal date.
  DATE: (row, structure) => sentDateOf(structure())?.epochMs ?? row.internalDate,
  SIZE: (row) => row.sizeBytes,
  SUBJECT: (_row, structure) => fold(baseSubject(subjectOf(structure()))),
  FROM: (_row, structure) => mailboxOf(envelopeOf(structure()).from),
  TO: (_row, structure) => mailboxOf(envelopeOf(structure()).to),
  CC: (_row, structure) => mailboxOf(envelopeOf(structure()).cc),
  DISPLAYFROM: (_row, structure) => displayOf(envelopeOf(structure()).from),
  DISPLAYTO: (_row, structure) => displayOf(envelopeOf(structure()).to),
};

const fromRow: ReadonlySet<SortBy> = new Set(['ARRIVAL', 'SIZE']);

/** `positions` in the wanted order; equal ones stay in the order of the mailbox (RFC 5256 §3). */
export async function sortMessages(
  subject: SearchSubject,
  positions: readonly number[],
  order: readonly SortCriterion[],
): Promise<number[]> {
  const { folder, store, output } = subject;
  const values = new Map<number, readonly SortValue[]>();
  const columns = order.every(({ by }) => fromRow.has(by)) ? {} : { structure: true };
  const uids = uidSetOf(positions.map((at) => folder.uidAt(at)));
  for await (const rows of store.messages(folder.folderId, uids, columns)) {
    for (const row of rows) {
      let parsed: MessageStructure | undefined;
      const structure = () => (parsed ??= structureOfRow(row));
      values.set(
        folder.positionOf(row.uid),
        order.map(({ by }) => valueOf[by](row, structure)),
      );
      if (output.isDue) await output.makeRoom();
    }
  }
  const descending = order.map((criterion) => criterion.descending);
  return positions
    .filter((at) => values.has(at))
    .sort((a, b) => compare(values.get(a) ?? [], values.get(b) ?? [], descending) || a - b);
}

export function structureOfRow(row: MessageRow): MessageStructure {
  if (row.structure === null) throw new TypeError('the structure of the message was not asked for');
  const { buffer, byteOffset, byteLength } = row.structure;
  return deserializeStructure(Buffer.from(buffer, byteOffset, byteLength));
}

function compare(a: readonly SortValue[], b: readonly SortValue[], descending: readonly boolean[]): number {
  for (const [index, isDescending] of descending.entries()) {
    const left = a[index] ?? '';
    const right = b[index] ?? '';
    if (left === right) continue;
    return left < right === isDescending ? 1 : -1;
  }
  return 0;
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
