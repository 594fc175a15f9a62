/** Where a deleted message is: Exchange's RecoverableItemsFolderType as far as there is one here. */
export const deletedItemsSources = ['DeletedItems', 'RecoverableItems', 'PurgedItems'] as const;

export type DeletedItemsSource = (typeof deletedItemsSources)[number];

export interface DeletedMessage {
  /** Stable as long as the message is where it is. */
  readonly entryId: string;
  readonly source: DeletedItemsSource;
  readonly subject: string;
  readonly from: string;
  readonly sizeBytes: number;
  /** When it came there, in milliseconds since 1970. */
  readonly lastModified: number;
  /** Where it was before; nobody knows it of a message in the Deleted Items folder. */
  readonly lastParent: LastParent | null;
}

export interface LastParent {
  /** By its present name while it exists, else by the one it had. */
  readonly name: string;
  /** `null`: the folder is gone. */
  readonly mailboxId: string | null;
}

export interface DeletedMessageFilter {
  /** All when left out. */
  readonly source?: DeletedItemsSource;
  readonly entryId?: string;
  /** Without regard to case. */
  readonly subjectContains?: string;
  /** Of `lastModified`: from then on, and before. */
  readonly from?: number;
  readonly before?: number;
  /** `mailboxId` of the folder it was in. */
  readonly lastParentId?: string;
}
