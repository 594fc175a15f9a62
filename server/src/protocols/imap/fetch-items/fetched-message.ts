import { deserializeStructure, type MessageStructure } from '@relais/mime';
import type { AccountStore, MessageRow } from '../../../domain/mail/account-store.ts';
import type { Completion } from '../command.ts';
import type { Output } from '../output.ts';
import type { SelectedFolder } from '../selected-folder.ts';
import type { KeptItems } from './kept-items.ts';

/** One message on its way to the client, as the fetch items see it. */
export interface FetchedMessage {
  readonly output: Output;
  readonly folder: SelectedFolder;
  readonly store: AccountStore;
  /** Position in the view; sequence number − 1. */
  readonly at: number;
  /** Absent when every item of the FETCH can be answered from the view. */
  readonly row: MessageRow | undefined;
  readonly usesUtf8: boolean;
  /** Where the answers of the item that has `keptAs` are kept; absent: they are not. */
  readonly kept?: KeptItems | undefined;
  /** Parsed on first use and shared by the items. @throws when the column was not asked for. */
  structure(): MessageStructure;
  /** The command will end with this instead of OK; what can be answered still is. */
  refuse(completion: Completion): void;
}

/** The structure of the row that `current` gives, parsed once for each. */
export function structureOf(current: () => MessageRow | undefined): () => MessageStructure {
  let parsed: { readonly row: MessageRow; readonly structure: MessageStructure } | undefined;
  return () => {
    const row = current();
    if (row === undefined || parsed?.row !== row) {
      const bytes = row?.structure ?? null;
      if (row === undefined || bytes === null) throw new TypeError('the structure of the message was not asked for');
      const structure = deserializeStructure(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
      parsed = { row, structure };
    }
    return parsed.structure;
  };
}
