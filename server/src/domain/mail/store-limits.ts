export interface StoreLimits {
  readonly maxMessageBytes: number;
  readonly maxFolders: number;
  readonly maxFolderDepth: number;
  /** Of the whole path, in UTF-8. */
  readonly maxFolderNameBytes: number;
  readonly maxKeywordsPerFolder: number;
  readonly maxKeywordBytes: number;
}

export const defaultStoreLimits: StoreLimits = {
  maxMessageBytes: 150 * 1024 * 1024,
  maxFolders: 50_000,
  maxFolderDepth: 60,
  maxFolderNameBytes: 1_000,
  maxKeywordsPerFolder: 200,
  maxKeywordBytes: 250,
};
