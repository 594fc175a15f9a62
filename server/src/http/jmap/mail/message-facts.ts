import { deserializeStructure, type Envelope, envelopeOf, type MessageStructure } from '@relais/mime';
import { type UidSet, uidSetOf } from '../../../domain/mail/uid-set.ts';
import type { AccountIndex } from './account-index.ts';
import type { Entry } from './entry.ts';

/** What the store knows of a message without reading it. */
export interface MessageFacts {
  readonly structure: MessageStructure;
  readonly envelope: Envelope;
  readonly preview: string;
}

/** The facts of many Emails, folder by folder, in one call each; those that vanished meanwhile are missing. */
export async function loadFacts(
  index: AccountIndex,
  entries: Iterable<Entry>,
): Promise<ReadonlyMap<string, MessageFacts>> {
  const byFolder = new Map<number, Entry[]>();
  for (const entry of entries) {
    const group = byFolder.get(entry.folderId);
    if (group === undefined) byFolder.set(entry.folderId, [entry]);
    else group.push(entry);
  }
  const facts = new Map<string, MessageFacts>();
  for (const [folderId, group] of byFolder) {
    const uids: UidSet = uidSetOf(group.map((entry) => entry.uid).sort((a, b) => a - b));
    for await (const rows of index.account.messages(folderId, uids, { structure: true, preview: true })) {
      for (const row of rows) {
        if (row.structure === null) continue;
        const structure = deserializeStructure(row.structure);
        facts.set(row.emailId, { structure, envelope: envelopeOf(structure), preview: row.preview ?? '' });
      }
    }
  }
  return facts;
}

export async function collectBytes(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}
