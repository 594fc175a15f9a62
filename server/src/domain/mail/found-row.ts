import { deserializeStructure, renderBodyStructure } from '@relais/mime';
import type { MessageColumns, MessageRow } from './account-store.ts';
import { unpackSummary } from './content-summary.ts';
import { type FactBlock, readFactBlock } from './message-block.ts';
import { momentMs, momentZoneMinutes } from './zoned-moment.ts';

/** OBJECTID's EMAILID (RFC 8474): copies of a content have it in common. */
export function emailIdOf(contentId: number): string {
  return `M${contentId}`;
}

/** What the store keeps of a content beside its bytes. */
export interface ContentRow {
  readonly content_id: number;
  readonly summary: Uint8Array | null;
  readonly structure: Uint8Array | null;
  readonly header: Uint8Array | null;
}

/**
 * A message as it was found in its block. Nothing is made of it before it is asked for: the list of a folder wants four
 * of sixteen values, of 50,000 messages.
 */
export class FoundRow implements MessageRow {
  readonly uid: number;
  summary: Uint8Array | null = null;
  described: ContentRow | null = null;
  content: Uint8Array | null = null;
  private readonly block: FactBlock;
  private readonly index: number;
  private readonly columns: MessageColumns;
  private rendered: Uint8Array | null = null;

  constructor(block: FactBlock, index: number, columns: MessageColumns) {
    this.uid = block.uids[index] as number;
    this.block = block;
    this.index = index;
    this.columns = columns;
  }

  get contentId(): number {
    return this.block.contentIds[this.index] as number;
  }

  get emailId(): string {
    return emailIdOf(this.contentId);
  }

  get threadId(): string {
    return `T${this.block.threadIds[this.index]}`;
  }

  get sizeBytes(): number {
    return this.block.sizes[this.index] as number;
  }

  get internalDate(): number {
    return momentMs(this.block.internalDates[this.index] as number);
  }

  get internalZoneMinutes(): number {
    return momentZoneMinutes(this.block.internalDates[this.index] as number);
  }

  get savedDate(): number {
    return this.block.savedDates[this.index] as number;
  }

  get sentDate(): number {
    return this.block.sentDates[this.index] as number;
  }

  get envelope(): Uint8Array | null {
    return this.summary === null || this.columns.envelope !== true ? null : unpackSummary(this.summary).envelope;
  }

  get bodyStructure(): Uint8Array | null {
    if (this.summary === null || this.columns.bodyStructure !== true) return null;
    return unpackSummary(this.summary).bodyStructure;
  }

  get preview(): string | null {
    return this.summary === null || this.columns.preview !== true ? null : unpackSummary(this.summary).preview();
  }

  get body(): Uint8Array | null {
    const structure = this.described?.structure ?? null;
    if (this.columns.body !== true || structure === null) return null;
    return (this.rendered ??= renderBodyStructure(deserializeStructure(structure).root, { extended: false }));
  }

  get structure(): Uint8Array | null {
    return this.columns.structure === true || this.columns.header === true ? (this.described?.structure ?? null) : null;
  }

  get header(): Uint8Array | null {
    const header = this.described?.header ?? null;
    return header === null || header.length === 0 ? null : header;
  }
}

/** Those of the blocks' messages that are wanted, in UID order. */
export function foundRows(
  rows: readonly { readonly data: Uint8Array }[],
  isWanted: (uid: number) => boolean,
  columns: MessageColumns,
): FoundRow[] {
  const found: FoundRow[] = [];
  for (const row of rows) {
    const block = readFactBlock(row.data);
    for (let index = 0; index < block.uids.length; index++)
      if (isWanted(block.uids[index] as number)) found.push(new FoundRow(block, index, columns));
  }
  return found;
}
