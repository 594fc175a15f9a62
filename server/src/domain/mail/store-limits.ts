export interface StoreLimits {
  readonly maxMessageBytes: number;
  readonly maxFolders: number;
  readonly maxFolderDepth: number;
  /** Of the whole path, in UTF-8. */
  readonly maxFolderNameBytes: number;
  readonly maxKeywordsPerFolder: number;
  readonly maxKeywordBytes: number;
  /** The heap of the thread that makes the search index. A message that needs more is left out of the index. */
  readonly maxIndexMegabytes: number;
}

export const defaultStoreLimits: StoreLimits = {
  maxMessageBytes: 150 * 1024 * 1024,
  maxFolders: 50_000,
  maxFolderDepth: 60,
  maxFolderNameBytes: 1_000,
  maxKeywordsPerFolder: 200,
  maxKeywordBytes: 250,
  maxIndexMegabytes: 256,
};
