import { decodeHeader, HeaderCutter } from '@relais/mime';
import type { AccountStore } from '../../domain/mail/account-store.ts';
import { type UidSet, uidSetOf } from '../../domain/mail/uid-set.ts';

/** Of more messages at once only the first are named. */
export const mostSubjects = 25;
const mostCharacters = 255;
const cutter = new HeaderCutter({ what: 'header-fields', fields: ['subject'] });

/** The subjects of the first of these messages, in UID order. */
export async function readSubjects(
  store: AccountStore,
  folderId: number,
  uids: readonly number[],
): Promise<readonly string[]> {
  const wanted: UidSet = uidSetOf(uids.slice(0, mostSubjects));
  const subjects: string[] = [];
  for await (const rows of store.messages(folderId, wanted, { header: true }))
    for (const { header } of rows) subjects.push(subjectIn(header));
  return subjects;
}

function subjectIn(header: Uint8Array | null): string {
  if (header === null) return '';
  const [field] = cutter.cut(header);
  return decodeHeader(field?.subarray(field.indexOf(0x3a) + 1) ?? '')
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, mostCharacters);
}
