export interface MailboxChange {
  readonly accountId: string;
  /** `null`: the list of folders itself changed. */
  readonly folderId: number | null;
  readonly modSeq: number;
  /** The key of its URLs was taken away (RFC 4467 RESETKEY); a session that misses this signal is not told. */
  readonly urlKeyIsReset?: true;
}

/**
 * Tells other sessions, after commit, that something changed. A lost signal costs a delay and never a change:
 * sessions catch up by modseq.
 */
export interface ChangeSignal {
  publish(change: MailboxChange): void;
  /** Changes of one account; call the result to stop. */
  subscribe(accountId: string, listener: (change: MailboxChange) => void): () => void;
  close(): Promise<void>;
}
